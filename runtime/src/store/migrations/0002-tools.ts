import type { Kysely, Migration } from 'kysely';

/** Registered tools, their faults and every tool call. */
export const tools: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		await database.schema
			.createTable('tools')
			.addColumn('registration_id', 'text', (column) => column.notNull())
			.addColumn('slot', 'text', (column) => column.notNull())
			.addColumn('name', 'text', (column) => column.notNull())
			.addColumn('registration_json', 'text', (column) => column.notNull())
			.addColumn('updated_at', 'text', (column) => column.notNull())
			.addColumn('expires_at', 'text')
			.addPrimaryKeyConstraint('tools_key', ['registration_id', 'slot'])
			.execute();
		// Two workflows that publish the same name at the same moment cannot both win.
		await database.schema
			.createIndex('tools_by_name')
			.on('tools')
			.columns(['slot', 'name'])
			.unique()
			.execute();

		await database.schema
			.createTable('tool_faults')
			.addColumn('registration_id', 'text', (column) => column.notNull())
			.addColumn('slot', 'text', (column) => column.notNull())
			.addColumn('problem', 'text', (column) => column.notNull())
			.addColumn('at', 'text', (column) => column.notNull())
			.addPrimaryKeyConstraint('tool_faults_key', ['registration_id', 'slot'])
			.execute();

		await database.schema
			.createTable('tool_calls')
			.addColumn('call_id', 'text', (column) => column.primaryKey())
			.addColumn('session_id', 'text', (column) => column.notNull())
			.addColumn('tool', 'text', (column) => column.notNull())
			.addColumn('arguments_json', 'text', (column) => column.notNull())
			.addColumn('arguments_hash', 'text', (column) => column.notNull())
			.addColumn('turn', 'integer', (column) => column.notNull())
			.addColumn('side_effect', 'integer', (column) => column.notNull())
			.addColumn('registration_id', 'text')
			.addColumn('executed', 'text', (column) => column.notNull())
			.addColumn('outcome', 'text')
			.addColumn('text', 'text')
			.addColumn('say', 'text')
			.addColumn('answer_json', 'text')
			.addColumn('detail', 'text')
			.addColumn('attempts', 'integer', (column) => column.notNull())
			.addColumn('reply_token_hash', 'text')
			.addColumn('started_at', 'text', (column) => column.notNull())
			.addColumn('finished_at', 'text')
			.addColumn('duration_ms', 'integer')
			.addColumn('late_at', 'text')
			.execute();
		await database.schema
			.createIndex('tool_calls_by_action')
			.on('tool_calls')
			.columns(['session_id', 'tool', 'arguments_hash'])
			.execute();
	},
};
