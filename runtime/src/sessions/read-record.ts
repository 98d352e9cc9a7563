import type { Kysely } from 'kysely';
import type { SessionRecord, ToolCallRecord } from '../../../contract/session.ts';
import type { Schema } from '../store/schema.ts';
import type { UsedModels } from './cost.ts';
import type { SessionEvents } from './session-events.ts';
import { recordOf } from './session-record.ts';
import type { SessionRow } from './session-rows.ts';

/** Everything that is known of a session by now; with a transaction, as that transaction sees it. */
export type ReadRecord = (row: SessionRow, database?: Kysely<Schema>) => Promise<SessionRecord>;

/** @param options - `unendedCalls`: Tool calls that have no end yet, as the given connection sees them. */
export function createReadRecord(options: {
	database: Kysely<Schema>;
	events: Pick<SessionEvents, 'list'>;
	models: UsedModels;
	unendedCalls: (sessionId: string, connection: Kysely<Schema>) => Promise<ToolCallRecord[]>;
}): ReadRecord {
	return async (row, database = options.database) => {
		// Read first, so that a call that ends meanwhile cannot slip between the two.
		const unended = await options.unendedCalls(row.id, database);
		const happened = (await options.events.list(row.id, database)).map(({ event }) => event);
		return recordOf(row, happened, options.models, unended);
	};
}
