import type { Kysely, Migration } from 'kysely';

/** The outbox of messages to n8n, and who wants which. */
export const deliveries: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		await database.schema
			.createTable('deliveries')
			.addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
			.addColumn('id', 'text', (column) => column.notNull().unique())
			.addColumn('queue', 'text', (column) => column.notNull())
			.addColumn('session_id', 'text')
			.addColumn('subscriber', 'text', (column) => column.notNull())
			.addColumn('type', 'text', (column) => column.notNull())
			.addColumn('url', 'text', (column) => column.notNull())
			.addColumn('body_json', 'text', (column) => column.notNull())
			.addColumn('status', 'text', (column) => column.notNull())
			.addColumn('attempts', 'integer', (column) => column.notNull())
			.addColumn('next_at_ms', 'integer', (column) => column.notNull())
			.addColumn('expires_at_ms', 'integer', (column) => column.notNull())
			.addColumn('created_at', 'text', (column) => column.notNull())
			.addColumn('finished_at', 'text')
			.addColumn('problem', 'text')
			.execute();
		await database.schema
			.createIndex('deliveries_by_queue')
			.on('deliveries')
			.columns(['status', 'queue', 'position'])
			.execute();

		await database.schema
			.createTable('event_subscriptions')
			.addColumn('registration_id', 'text', (column) => column.notNull())
			.addColumn('slot', 'text', (column) => column.notNull())
			.addColumn('subscription_json', 'text', (column) => column.notNull())
			.addColumn('updated_at', 'text', (column) => column.notNull())
			.addColumn('expires_at', 'text')
			.addPrimaryKeyConstraint('event_subscriptions_key', ['registration_id', 'slot'])
			.execute();

		await database.schema
			.createTable('session_waits')
			.addColumn('wait_id', 'text', (column) => column.primaryKey())
			.addColumn('url', 'text', (column) => column.notNull())
			.addColumn('limit_at_ms', 'integer')
			.addColumn('done_at', 'text')
			.execute();
		await database.schema
			.createTable('session_wait_members')
			.addColumn('wait_id', 'text', (column) =>
				column.notNull().references('session_waits.wait_id'),
			)
			.addColumn('session_id', 'text', (column) => column.notNull())
			.addColumn('place', 'integer', (column) => column.notNull())
			.addPrimaryKeyConstraint('session_wait_members_key', ['wait_id', 'session_id'])
			.execute();
		await database.schema
			.createIndex('session_wait_members_by_session')
			.on('session_wait_members')
			.column('session_id')
			.execute();
	},
};
