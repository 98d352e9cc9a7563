import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface PostgresDatabase {
	/** `postgres://…` */
	url: string;
	/** Removes it, whoever uses it still. */
	drop(): Promise<void>;
}

/**
 * Makes an empty database that compares texts as people do, not byte by byte.
 *
 * @param serverUrl - `postgres://…` of somebody who may.
 */
export async function createPostgresDatabase(serverUrl: string): Promise<PostgresDatabase> {
	const name = `voice_${randomBytes(6).toString('hex')}`;
	const create = `create database ${name} template template0`;
	await runStatement(serverUrl, `${create} locale_provider icu icu_locale 'en'`).catch(() =>
		// Before PostgreSQL 15, or built without ICU.
		runStatement(serverUrl, create),
	);
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	return {
		url: url.href,
		drop: () => runStatement(serverUrl, `drop database ${name} with (force)`),
	};
}

/** Runs one statement over a connection of its own. */
export async function runStatement(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
	client.on('error', () => undefined);
	try {
		await client.connect();
		await client.query(statement);
	} finally {
		await client.end();
	}
}
