import type { Kysely, Migration } from 'kysely';

/** What several replicas need to know of each other. */
export const replicas: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		await database.schema.alterTable('sessions').addColumn('replica', 'text').execute();
		await database.schema.alterTable('sessions').addColumn('mcp_servers_sealed', 'text').execute();
		await database.schema
			.alterTable('deliveries')
			.addColumn('claimed_until_ms', 'bigint')
			.execute();
	},
};
