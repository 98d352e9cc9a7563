import type { Room, TextStreamReader } from '@livekit/rtc-node';

/** A part of the live transcript as LiveKit's agents publish it. */
export interface TranscriptSegment {
	/** `lk.segment_id`: the same for every version of the segment. */
	id: string;
	speaker: 'caller' | 'agent';
	text: string;
	/** Whether the text will not change any more. */
	final: boolean;
	/** When its first words arrived, in milliseconds of the call. */
	atMs: number;
}

/**
 * Follows the `lk.transcription` text streams of a room. Of the caller's words each stream is a whole new version of
 * its segment and the last one says that it is final; the agent's words are one stream that grows as they are spoken
 * and is final when it ends.
 *
 * @returns the segments so far, oldest first
 */
export function followTranscript(
	room: Room,
	options: {
		now(): number;
		/** Told each version of each segment. */
		onSegment(segment: TranscriptSegment): void;
	},
): () => TranscriptSegment[] {
	const segments = new Map<string, TranscriptSegment>();

	const read = async (reader: TextStreamReader, identity: string): Promise<void> => {
		const attributes = reader.info.attributes ?? {};
		const id = attributes['lk.segment_id'] ?? reader.info.streamId;
		const speaker = identity === room.localParticipant?.identity ? 'caller' : 'agent';
		const saysFinal = attributes['lk.transcription_final'] === 'true';
		const atMs = segments.get(id)?.atMs ?? options.now();
		const write = (text: string, final: boolean) => {
			const segment = { id, speaker, text, final, atMs } as const;
			segments.set(id, segment);
			options.onSegment(segment);
		};
		let text = '';
		for await (const chunk of reader) {
			text += chunk;
			if (speaker === 'agent') write(text, false);
		}
		if (text !== '') write(text, saysFinal || speaker === 'agent');
	};

	room.registerTextStreamHandler('lk.transcription', (reader, { identity }) => {
		// A stream that breaks off with the call leaves what was read of it.
		read(reader, identity).catch(() => undefined);
	});
	return () => [...segments.values()].sort((a, b) => a.atMs - b.atMs);
}
