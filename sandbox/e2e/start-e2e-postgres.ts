import { join } from 'node:path';
import { findPostgres } from '../src/launch/find-postgres.ts';
import { createPostgresDatabase } from '../src/launch/postgres-database.ts';
import { startPostgres, type Postgres } from '../src/launch/postgres.ts';
import { createE2eRun, e2eLaunch } from './e2e-run.ts';

export interface E2ePostgres extends Postgres {
	/** `postgres://…` of an empty database. */
	databaseUrl: string;
}

/** A PostgreSQL server for a test file; it outlives the runtimes that use it. */
export async function startE2ePostgres(): Promise<E2ePostgres> {
	const { repository, cache, env } = e2eLaunch;
	const run = await createE2eRun();
	try {
		const source = join(repository, 'sandbox', 'postgres');
		const programs = await findPostgres({ source, cache, env });
		const postgres = await startPostgres({ programs, supervisor: run.supervisor, env });
		const { url: databaseUrl } = await createPostgresDatabase(postgres.url);
		return {
			...postgres,
			databaseUrl,
			async stop() {
				await postgres.stop();
				await run.stop();
			},
		};
	} catch (error) {
		await run.stop();
		throw error;
	}
}
