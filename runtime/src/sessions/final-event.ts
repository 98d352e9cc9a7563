import type { Kysely } from 'kysely';
import type { SessionRecord } from '../../../contract/session.ts';
import type { Schema } from '../store/schema.ts';
import type { ReadRecord } from './read-record.ts';
import type { PublishedEvent, SessionEvents } from './session-events.ts';
import type { SessionRow } from './session-rows.ts';
import type { SessionWaits } from './session-waits.ts';

/**
 * Writes the one final event of a session that is over, with its report, and ends the waits that it was the last of.
 *
 * @param transaction - The one that makes sure that it happens once.
 */
export type WriteFinalEvent = (
	row: SessionRow,
	transaction: Kysely<Schema>,
) => Promise<{ published: PublishedEvent; report: SessionRecord }>;

export function createWriteFinalEvent(options: {
	events: Pick<SessionEvents, 'keep'>;
	waits: Pick<SessionWaits, 'sessionOver'>;
	readRecord: ReadRecord;
}): WriteFinalEvent {
	return async (row, transaction) => {
		const report = await options.readRecord(row, transaction);
		const { id: sessionId, ended_at: at, end_reason: endReason } = row;
		if (at === null || endReason === null) throw new TypeError('The session is not over.');
		const type = row.status === 'failed' ? 'session.failed' : 'session.ended';
		const event = { type, sessionId, at, endReason, report } as const;
		const published = await options.events.keep(event, null, transaction);
		if (!published) throw new TypeError('Only events with a seq can be known already.');
		await options.waits.sessionOver(sessionId, transaction);
		return { published, report };
	};
}
