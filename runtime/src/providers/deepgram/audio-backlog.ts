/**
 * The audio that no final transcript covers yet, so that a new connection can hear it again. Positions are milliseconds
 * of audio since the first chunk ever.
 */
export interface AudioBacklog {
	add(chunk: Int16Array): void;
	/** Oldest first. */
	chunks(): readonly Int16Array[];
	/** Where the oldest kept chunk begins. */
	startMs(): number;
	/** Lets go of everything before a position. */
	forgetUntil(positionMs: number): void;
}

/** @param limitMs - The oldest audio beyond this is let go. */
export function createAudioBacklog(sampleRate: number, limitMs: number): AudioBacklog {
	let chunks: Int16Array[] = [];
	let startSample = 0;
	let endSample = 0;

	const toSamples = (ms: number): number => (ms * sampleRate) / 1000;
	function dropBefore(sample: number): void {
		let dropped = 0;
		for (const chunk of chunks) {
			// A chunk that a final transcript covers in part may hold the beginning of the next word.
			if (startSample + chunk.length > sample) break;
			startSample += chunk.length;
			dropped++;
		}
		if (dropped > 0) chunks = chunks.slice(dropped);
	}

	return {
		add(chunk) {
			chunks.push(chunk);
			endSample += chunk.length;
			dropBefore(endSample - toSamples(limitMs));
		},
		chunks: () => chunks,
		startMs: () => (startSample / sampleRate) * 1000,
		forgetUntil: (positionMs) => dropBefore(toSamples(positionMs)),
	};
}
