import type { Kysely } from 'kysely';
import type { SessionRecord } from '../../../contract/session.ts';
import type { Schema } from '../store/schema.ts';
import type { UsedModels } from './cost.ts';
import type { SessionEvents } from './session-events.ts';
import { recordOf } from './session-record.ts';
import type { SessionRow } from './session-rows.ts';

/** Everything that is known of a session by now; with a transaction, as that transaction sees it. */
export type ReadRecord = (row: SessionRow, database?: Kysely<Schema>) => Promise<SessionRecord>;

export function createReadRecord(
	events: Pick<SessionEvents, 'list'>,
	models: UsedModels,
): ReadRecord {
	return async (row, database) => {
		const happened = await events.list(row.id, database);
		return recordOf(
			row,
			happened.map(({ event }) => event),
			models,
		);
	};
}
