import { loudness } from './loudness.ts';

/**
 * Finds the moment at which an interim transcript is probably the whole turn: the caller has fallen silent. The model
 * can then start while the final transcript is still on its way; if the caller goes on, nothing of it is heard.
 */
export interface EarlyTranscript<Transcript extends { text: string }> {
	/** @returns the transcript to think about, at most once for the same words. */
	hear(chunk: Int16Array): Transcript | undefined;
	/** @returns the same when the caller is silent already. */
	interim(transcript: Transcript): Transcript | undefined;
	/** A final transcript has arrived; what it says needs no guess. */
	final(): void;
}

/** Shorter gaps are within a word. */
const SILENCE_MS = 60;
/** A caller's pause is this much quieter than the caller's speech, whatever the noise of the room. */
const QUIET_SHARE = 0.12;
/** How fast the memory of the loudest speech fades, as a share per second. */
const FADING_PER_SECOND = 0.3;

export function createEarlyTranscript<Transcript extends { text: string }>(
	sampleRate: number,
): EarlyTranscript<Transcript> {
	let loudest = 0;
	let silentMs = 0;
	let latest: Transcript | undefined;
	let told: string | undefined;

	function tell(): Transcript | undefined {
		if (!latest || silentMs < SILENCE_MS || latest.text === told) return undefined;
		told = latest.text;
		return latest;
	}

	return {
		hear(chunk) {
			const lengthMs = (chunk.length / sampleRate) * 1000;
			const level = loudness(chunk);
			loudest = Math.max(level, loudest * (1 - (FADING_PER_SECOND * lengthMs) / 1000));
			silentMs = level < loudest * QUIET_SHARE ? silentMs + lengthMs : 0;
			return tell();
		},
		interim(transcript) {
			latest = transcript;
			return tell();
		},
		final() {
			latest = undefined;
			told = undefined;
		},
	};
}
