import type { Kysely, Migration } from 'kysely';

/** Sessions and what happened in them. */
export const sessions: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		await database.schema
			.createTable('sessions')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('status', 'text', (column) => column.notNull())
			.addColumn('room', 'text', (column) => column.notNull())
			.addColumn('request_json', 'text', (column) => column.notNull())
			.addColumn('config_json', 'text', (column) => column.notNull())
			.addColumn('created_at', 'text', (column) => column.notNull())
			.addColumn('started_at', 'text')
			.addColumn('ended_at', 'text')
			.addColumn('end_reason', 'text')
			.addColumn('heard_at_ms', 'integer')
			.addColumn('usage_json', 'text')
			.execute();
		await database.schema
			.createIndex('sessions_by_creation')
			.on('sessions')
			.columns(['created_at', 'id'])
			.execute();
		await database.schema.createIndex('sessions_by_room').on('sessions').column('room').execute();
		await database.schema
			.createIndex('sessions_by_status')
			.on('sessions')
			.columns(['status', 'created_at'])
			.execute();

		await database.schema
			.createTable('session_events')
			.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
			.addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id'))
			.addColumn('seq', 'integer')
			.addColumn('type', 'text', (column) => column.notNull())
			.addColumn('at', 'text', (column) => column.notNull())
			.addColumn('event_json', 'text', (column) => column.notNull())
			.execute();
		// A repeated post of the same events changes nothing.
		await database.schema
			.createIndex('session_events_once')
			.on('session_events')
			.columns(['session_id', 'seq'])
			.unique()
			.execute();
	},
};
