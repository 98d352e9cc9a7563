// One server for all tests of the Jest project "runtime on PostgreSQL"; each test has a database of its own there.
import { startTestPostgres } from './postgres.ts';

export default async function setup() {
	const server = await startTestPostgres();
	// Jest starts its workers after this.
	process.env.TEST_POSTGRES_URL = server.url;
	globalThis.stopTestPostgres = () => server.stop();
}
