import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from '../../sandbox/src/launch/find-postgres.ts';
import { startPostgres, type Postgres } from '../../sandbox/src/launch/postgres.ts';
import { createSupervisor } from '../../sandbox/src/launch/supervise.ts';

/** A place for databases of one kind, for the tests of one file. */
export interface Stores {
	/** @returns The DATABASE_URL of a new, empty database. */
	create(): Promise<string>;
	stop(): Promise<void>;
}

async function startSqlite(): Promise<Stores> {
	const folder = await mkdtemp(join(tmpdir(), 'voice-agent-store-'));
	let databases = 0;
	return {
		create: () => Promise.resolve(`file:${join(folder, `${++databases}.db`)}`),
		stop: () => rm(folder, { recursive: true, force: true }),
	};
}

/** A PostgreSQL server of this test file's own. */
export async function startTestPostgres(): Promise<Postgres> {
	const { env } = process;
	const logFolder = await mkdtemp(join(tmpdir(), 'voice-agent-postgres-log-'));
	const server = await startPostgres({
		programs: await findPostgres({ env }),
		supervisor: createSupervisor({ logFolder }),
		env,
	});
	return {
		...server,
		stop: async () => {
			await server.stop();
			await rm(logFolder, { recursive: true, force: true });
		},
	};
}

/** Both kinds of store, for `describe.each`: what holds on one of them has to hold on the other. */
export const kindsOfStore: { kind: string; start: () => Promise<Stores> }[] = [
	{ kind: 'SQLite', start: startSqlite },
	{
		kind: 'PostgreSQL',
		start: async () => {
			const { createDatabase, stop } = await startTestPostgres();
			return { create: createDatabase, stop };
		},
	},
];
