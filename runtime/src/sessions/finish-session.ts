import type { Kysely } from 'kysely';
import type { EndReason } from '../../../contract/session.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { Schema } from '../store/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import type { ReadRecord } from './read-record.ts';
import type { SessionEvents } from './session-events.ts';
import { createSessionRows } from './session-rows.ts';
import type { SessionWaits } from './session-waits.ts';

export type FinishSession = (
	sessionId: string,
	endReason: EndReason,
	failed: boolean,
) => Promise<void>;

/**
 * Ends a session exactly once, whoever notices its end first: the call, the API, LiveKit or the watch.
 * The one whose update meets an unfinished row writes the final event and closes the room.
 */
export function createFinishSession(options: {
	database: Kysely<Schema>;
	events: SessionEvents;
	rooms: Rooms;
	waits: Pick<SessionWaits, 'sessionOver'>;
	readRecord: ReadRecord;
	/** Told once per session, after its end is written down. */
	onFinished: (sessionId: string) => void;
	now: () => number;
	logger: Logger;
}): FinishSession {
	const { database, events, rooms, logger } = options;

	return async (sessionId, endReason, failed) => {
		const type = failed ? 'session.failed' : 'session.ended';
		const at = new Date(options.now()).toISOString();

		// The end and its event are one fact: a crash leaves both or neither.
		const final = await database.transaction().execute(async (transaction) => {
			const rows = createSessionRows(transaction);
			const finished = await rows.updateUnfinished(sessionId, {
				status: failed ? 'failed' : 'ended',
				ended_at: at,
				end_reason: endReason,
			});
			const row = finished ? await rows.find(sessionId) : undefined;
			if (!row) return undefined;
			const report = await options.readRecord(row, transaction);
			const event = { type, sessionId, at, endReason, report } as const;
			const published = await events.keep(event, null, transaction);
			await options.waits.sessionOver(sessionId, transaction);
			return published && { published, report };
		});
		if (!final) return;

		events.publish(final.published);
		options.onFinished(sessionId);
		logger.info({ sessionId, endReason, durationMs: final.report.durationMs }, type);
		try {
			await rooms.remove(final.report.room);
		} catch (error) {
			// The room closes by itself when it is empty.
			logger.warn({ sessionId, error }, 'the room could not be closed');
		}
	};
}
