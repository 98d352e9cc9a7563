import type { Kysely } from 'kysely';
import type { EndReason } from '../../../contract/session.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { Schema } from '../store/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import { wantsExtraction, type Conclusions } from './conclude-session.ts';
import type { WriteFinalEvent } from './final-event.ts';
import type { SessionEvents } from './session-events.ts';
import { summaryOf } from './session-record.ts';
import { createSessionRows } from './session-rows.ts';

export type FinishSession = (
	sessionId: string,
	endReason: EndReason,
	failed: boolean,
) => Promise<void>;

/**
 * Ends a session exactly once, whoever notices its end first: the call, the API, LiveKit or the watch.
 * The one whose update meets an unfinished row closes the room and writes the final event, or leaves it to the
 * conclusions when something is to be read out of the transcript first.
 */
export function createFinishSession(options: {
	database: Kysely<Schema>;
	events: Pick<SessionEvents, 'publish'>;
	rooms: Rooms;
	conclusions: Pick<Conclusions, 'begin'>;
	writeFinalEvent: WriteFinalEvent;
	/** Told once per session, after its end is written down. */
	onFinished: (sessionId: string) => void;
	now: () => number;
	logger: Logger;
}): FinishSession {
	const { database, events, rooms, logger } = options;

	return async (sessionId, endReason, failed) => {
		// The end and what follows from it are one fact: a crash leaves both or neither.
		const end = await database.transaction().execute(async (transaction) => {
			const rows = createSessionRows(transaction);
			const before = await rows.find(sessionId);
			if (!before) return undefined;
			const finished = await rows.updateUnfinished(sessionId, {
				status: failed ? 'failed' : 'ended',
				ended_at: new Date(options.now()).toISOString(),
				end_reason: endReason,
				extraction_status: wantsExtraction(before) ? 'pending' : null,
				mcp_servers_sealed: null,
			});
			const row = finished ? await rows.find(sessionId) : undefined;
			if (!row) return undefined;
			const final =
				row.extraction_status === null
					? await options.writeFinalEvent(row, transaction)
					: undefined;
			return { row, final };
		});
		if (!end) return;

		if (end.final) events.publish(end.final.published);
		else options.conclusions.begin(sessionId);
		options.onFinished(sessionId);
		const { durationMs, room } = summaryOf(end.row);
		logger.info({ sessionId, endReason, durationMs }, failed ? 'session.failed' : 'session.ended');
		try {
			await rooms.remove(room);
		} catch (error) {
			// The room closes by itself when it is empty.
			logger.warn({ sessionId, error }, 'the room could not be closed');
		}
	};
}
