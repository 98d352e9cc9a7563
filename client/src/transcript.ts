/** Who said something. */
export type Role = 'user' | 'agent';

/** One stretch of speech in the transcript. */
export interface TranscriptLine {
	/** LiveKit's segment id. */
	id: string;
	role: Role;
	text: string;
	final: boolean;
	/** The agent's words stop before their sentence ends. */
	interrupted: boolean;
	/** The text stream that wrote the text so far. */
	streamId: string;
}

/** Oldest first, in the order in which speech began. */
export type Transcript = readonly TranscriptLine[];

export type TranscriptEvent =
	/** A piece of a text stream: the same stream continues the text, another one of the segment replaces it. */
	| {
			type: 'text';
			segmentId: string;
			streamId: string;
			role: Role;
			text: string;
			/** The stream says of itself that nothing newer comes for its segment. */
			final: boolean;
	  }
	/** A text stream has ended; `final` when nothing more comes for its segment. */
	| { type: 'stream-closed'; segmentId: string; streamId: string; final: boolean };

export const emptyTranscript: Transcript = [];

/** What the transcript is after an event. */
export function reduceTranscript(transcript: Transcript, event: TranscriptEvent): Transcript {
	const line = transcript.find(({ id }) => id === event.segmentId);
	if (event.type === 'text') {
		if (!line) return [...transcript, begin(event)];
		return replace(transcript, write(line, event));
	}
	// A closed stream only speaks for the text that it wrote itself.
	if (line?.streamId !== event.streamId || !event.final) return transcript;
	return replace(transcript, {
		...line,
		final: true,
		interrupted: line.role === 'agent' && !endsSentence(line.text),
	});
}

/**
 * The lines as they are shown. A recogniser hears the end of its stretch in a short pause; what the caller goes on to say
 * belongs to the same sentence.
 */
export function joinSentences(transcript: Transcript): Transcript {
	return transcript.reduce<TranscriptLine[]>((lines, line) => {
		const last = lines.at(-1);
		const goesOn = last?.final && last.role === 'user' && line.role === 'user';
		if (!goesOn || endsSentence(last.text)) return [...lines, line];
		const joined = { ...last, text: `${last.text.trimEnd()} ${line.text}`, final: line.final };
		return [...lines.slice(0, -1), joined];
	}, []);
}

type TextEvent = Extract<TranscriptEvent, { type: 'text' }>;

function begin({ segmentId, streamId, role, text }: TextEvent): TranscriptLine {
	return { id: segmentId, role, text, final: false, interrupted: false, streamId };
}

function write(line: TranscriptLine, event: TextEvent): TranscriptLine {
	if (line.streamId === event.streamId) return { ...line, text: line.text + event.text };
	// An interim result that is late never undoes a final one.
	if (line.final && !event.final) return line;
	return { ...begin(event), role: line.role };
}

function replace(transcript: Transcript, changed: TranscriptLine): Transcript {
	return transcript.map((line) => (line.id === changed.id ? changed : line));
}

function endsSentence(text: string): boolean {
	return /[.!?…。！？][\p{Pe}\p{Pf}"'*_]*\s*$/u.test(text);
}
