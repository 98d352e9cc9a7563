import type { Kysely, Migration } from 'kysely';

/** What is read out of a session's transcript after its end. */
export const extraction: Migration = {
	async up(database: Kysely<unknown>): Promise<void> {
		for (const column of ['extraction_status', 'extraction_json']) {
			await database.schema.alterTable('sessions').addColumn(column, 'text').execute();
		}
	},
};
