import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresDatabase } from '../../sandbox/src/launch/postgres-database.ts';

/** A new, empty database of one test. */
export interface TestDatabase {
	/** DATABASE_URL */
	url: string;
	remove(): Promise<void>;
}

/** In a file, or on a server in the Jest project "runtime on PostgreSQL", which repeats the tests of what keeps data. */
export async function createTestDatabase(): Promise<TestDatabase> {
	if ('onPostgres' in globalThis) {
		const { url, drop } = await createPostgresDatabase(process.env.TEST_POSTGRES_URL ?? '');
		return { url, remove: drop };
	}
	const folder = await mkdtemp(join(tmpdir(), 'voice-agent-store-'));
	return {
		url: `file:${join(folder, 'test.db')}`,
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}
