import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase } from 'kysely';

/**
 * Opens a SQLite file with Node's own driver in the shape that Kysely's SqliteDialect expects.
 *
 * @param path - A file path or `:memory:`.
 */
export function openSqlite(path: string): SqliteDatabase {
	const database = new DatabaseSync(path);
	// Readers never wait for a writer, and a second process waits instead of failing at once.
	database.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON',
	);
	return {
		close: () => database.close(),
		prepare: (sql) => {
			const statement = database.prepare(sql);
			const bind = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
			return {
				reader: statement.columns().length > 0,
				all: (parameters) => statement.all(...bind(parameters)),
				run: (parameters) => statement.run(...bind(parameters)),
				iterate: (parameters) => statement.iterate(...bind(parameters)),
			};
		},
	};
}
