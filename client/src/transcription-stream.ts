import type { Room } from 'livekit-client';
import type { Role, TranscriptEvent } from './transcript.ts';

/**
 * Turns LiveKit's `lk.transcription` text streams into transcript events.
 *
 * The caller's words come as one stream per interim result, each with the whole text so far; the agent's as one stream
 * that grows, whose end is the end of the segment whether it was said in full or interrupted.
 */
export function receiveTranscription(room: Room, onEvent: (event: TranscriptEvent) => void): void {
	room.registerTextStreamHandler('lk.transcription', (reader, { identity }) => {
		const attributes = reader.info.attributes ?? {};
		const streamId = reader.info.id;
		const segmentId = attributes['lk.segment_id'] ?? streamId;
		const role = findRole(room, identity, attributes['lk.transcribed_track_id']);
		const final = attributes['lk.transcription_final'] === 'true';
		const close = () =>
			onEvent({ type: 'stream-closed', segmentId, streamId, final: final || role === 'agent' });
		void (async () => {
			for await (const text of reader) {
				onEvent({ type: 'text', segmentId, streamId, role, text, final });
			}
		})().then(
			close,
			// A stream breaks off when its sender leaves: what came so far is what was said.
			close,
		);
	});
}

/** The agent sends both sides' words, so the track that was transcribed decides; the sender is only a second guess. */
function findRole(room: Room, identity: string, trackId: string | undefined): Role {
	const caller = room.localParticipant;
	const own = [...caller.trackPublications.values()].some(({ trackSid }) => trackSid === trackId);
	return own || identity === caller.identity ? 'user' : 'agent';
}
