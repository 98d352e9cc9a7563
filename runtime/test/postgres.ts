import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../sandbox/src/launch/cache-folder.ts';
import { findPostgres } from '../../sandbox/src/launch/find-postgres.ts';
import { startPostgres, type Postgres } from '../../sandbox/src/launch/postgres.ts';
import { createSupervisor } from '../../sandbox/src/launch/supervise.ts';

const SOURCE = join(import.meta.dirname, '../../sandbox/postgres');

/** A PostgreSQL server of one's own, on a free port. */
export async function startTestPostgres(): Promise<Postgres> {
	const { env } = process;
	const logFolder = await mkdtemp(join(tmpdir(), 'voice-agent-postgres-log-'));
	const server = await startPostgres({
		programs: await findPostgres({ source: SOURCE, cache: cacheFolder(env), env }),
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
