import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, Migrator, SqliteDialect, type Dialect } from 'kysely';
import { VoiceAgentError } from '../../../contract/error.ts';
import { isShared, sqlitePath } from './database-url.ts';
import { migrations } from './migrations/migrations.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type Database = Kysely<Schema>;

/**
 * Opens the store and brings its tables up to date. `transaction()` is one at a time on both kinds of store.
 *
 * @param databaseUrl - `file:<path>`, whose folder is made when it is missing, or `postgres://…`.
 * @throws VoiceAgentError `configuration_invalid` naming DATABASE_URL when it cannot be opened or migrated; its reason
 * holds no part of a `postgres://` URL.
 */
export async function openDatabase(databaseUrl: string): Promise<Database> {
	try {
		return await (isShared(databaseUrl) ? openServer(databaseUrl) : openFile(databaseUrl));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const problem = `names a database that cannot be used: ${reason}`;
		throw new VoiceAgentError('configuration_invalid', `DATABASE_URL ${problem}.`, {
			cause: error,
			details: [{ field: 'DATABASE_URL', problem }],
		});
	}
}

async function openFile(databaseUrl: string): Promise<Database> {
	const path = sqlitePath(databaseUrl);
	mkdirSync(dirname(path), { recursive: true });
	return migrated(new SqliteDialect({ database: openSqlite(path) }));
}

async function openServer(databaseUrl: string): Promise<Database> {
	// Who keeps everything in one file does not load the driver.
	const { postgresDialect } = await import('./postgres.ts');
	// A change of tables takes as long as it takes, also for the process that waits while another one makes it.
	const migrating = await migrated(postgresDialect(databaseUrl, { statementTimeoutMs: 0 }));
	await migrating.destroy();
	return new Kysely<Schema>({ dialect: postgresDialect(databaseUrl) });
}

async function migrated(dialect: Dialect): Promise<Database> {
	const database = new Kysely<Schema>({ dialect });
	const migrator = new Migrator({
		db: database,
		provider: { getMigrations: () => Promise.resolve(migrations) },
	});
	const { error } = await migrator.migrateToLatest();
	if (!error) return database;
	await database.destroy();
	throw error instanceof Error ? error : new Error('a migration failed');
}
