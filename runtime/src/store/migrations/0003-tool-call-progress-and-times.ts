import type { Kysely, Migration } from 'kysely';

/** What a workflow had spoken on the way, and where the time of its call went. */
export const toolCallProgressAndTimes: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		await database.schema.alterTable('tool_calls').addColumn('progress_json', 'text').execute();
		await database.schema.alterTable('tool_calls').addColumn('n8n_ms', 'integer').execute();
		await database.schema.alterTable('tool_calls').addColumn('network_ms', 'integer').execute();
	},
};
