import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { postgresFailure } from './postgres-failure.ts';

const MOST_CONNECTIONS = 10;
const CONNECT_WITHIN_MS = 5000;
/** A replica that vanished in the middle of a transaction would hold up all others for as long. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** How much later than the server this side gives up, which only happens when the server cannot be heard. */
const ANSWER_GRACE_MS = 5000;

/** Of this pool only. Counts and ids come as text, because not all fit into a number; those of this store do. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/**
 * Connections to PostgreSQL in the shape that Kysely expects. All its errors are those of `postgresFailure`; a lost
 * connection fails the query that needed it, and the next query gets a new one.
 *
 * @param options - `statementTimeoutMs`: 0 for none.
 */
export function openPool(
	databaseUrl: string,
	{ statementTimeoutMs }: { statementTimeoutMs: number },
): PostgresPool {
	const pool = new pg.Pool({
		connectionString: withPlainSslMode(databaseUrl),
		application_name: 'voice-agent-runtime',
		max: MOST_CONNECTIONS,
		connectionTimeoutMillis: CONNECT_WITHIN_MS,
		keepAlive: true,
		idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
		statement_timeout: statementTimeoutMs,
		query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + ANSWER_GRACE_MS,
		types,
	});
	// Whoever uses a connection is told by its query; without listeners the process would end.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return {
		connect: async () => {
			try {
				return shaped(await pool.connect());
			} catch (error) {
				throw postgresFailure(error);
			}
		},
		end: () => pool.end(),
	};
}

function shaped(client: pg.PoolClient): PostgresPoolClient {
	let usable = true;
	const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
		if (!usable) throw new Error('the connection was lost');
		try {
			return await client.query(sql, parameters.map(storable));
		} catch (error) {
			// Nobody knows what state the connection is in unless the server itself has answered.
			usable = error instanceof pg.DatabaseError;
			throw postgresFailure(error);
		}
	};
	return {
		// Kysely's other way to call it, with a cursor, is for streams.
		query: query as PostgresPoolClient['query'],
		release: () => client.release(!usable),
	};
}

/** PostgreSQL's text has no NUL, which a model or a workflow may write. */
const storable = (value: unknown): unknown =>
	typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;

/**
 * The driver treats these modes as `verify-full`, says at each start that this will change, and then would not verify any
 * more. `uselibpqcompat=true` in the URL asks for the meanings of PostgreSQL's own programs.
 */
function withPlainSslMode(databaseUrl: string): string {
	if (databaseUrl.includes('uselibpqcompat=')) return databaseUrl;
	return databaseUrl.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}
