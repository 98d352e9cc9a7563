import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { VoiceAgentError } from '../../../contract/error.ts';
import { migrations } from './migrations/migrations.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type Database = Kysely<Schema>;

/**
 * Opens the store and brings its tables up to date.
 *
 * @param databaseUrl - `file:<path>`; the folder is made when it is missing.
 * @throws VoiceAgentError `configuration_invalid` naming DATABASE_URL when the file cannot be opened or migrated.
 */
export async function openDatabase(databaseUrl: string): Promise<Database> {
	const path = databaseUrl.replace(/^file:(\/\/(?=\/))?/, '');
	let database: Database | undefined;
	try {
		mkdirSync(dirname(path), { recursive: true });
		database = new Kysely<Schema>({ dialect: new SqliteDialect({ database: openSqlite(path) }) });
		await migrate(database);
		return database;
	} catch (error) {
		await database?.destroy();
		const reason = error instanceof Error ? error.message : String(error);
		throw new VoiceAgentError(
			'configuration_invalid',
			`DATABASE_URL names a database that cannot be used: ${reason}`,
			{ cause: error, details: [{ field: 'DATABASE_URL', problem: reason }] },
		);
	}
}

async function migrate(database: Database): Promise<void> {
	const migrator = new Migrator({
		db: database,
		provider: { getMigrations: () => Promise.resolve(migrations) },
	});
	const { error } = await migrator.migrateToLatest();
	if (error) throw error instanceof Error ? error : new Error('a migration failed');
}
