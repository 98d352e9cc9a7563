import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { sql } from 'kysely';
import type { EventMessage } from '../../../contract/delivery.ts';
import { createPostgresDatabase } from '../../../sandbox/src/launch/postgres-database.ts';
import type { Postgres } from '../../../sandbox/src/launch/postgres.ts';
import { startTestPostgres } from '../../test/postgres.ts';
import { createOutbox } from '../delivery/outbox.ts';
import { createSessionRows } from '../sessions/session-rows.ts';
import { createCallLog } from '../tools/call-log.ts';
import { checkWritable } from './check-writable.ts';
import { openDatabase, type Database } from './open-database.ts';

const OPEN_DATABASE = new URL('./open-database.ts', import.meta.url).href;
const session = (id: string) => ({
	id,
	status: 'waiting' as const,
	room: `meeting_${id}`,
	replica: 'one',
	request_json: '{}',
	config_json: '{}',
	created_at: '2026-11-23T10:00:00.000Z',
});

let server: Postgres;
beforeAll(async () => {
	server = await startTestPostgres();
});
afterAll(() => server.stop());

const faultOf = (url: string): Promise<unknown> =>
	openDatabase(url).then(
		() => undefined,
		(error: unknown) => error,
	);

describe('two processes that share a database', () => {
	let one: Database;
	let other: Database;
	beforeEach(async () => {
		// A server may be set to something stricter, where a transaction would not see what it has waited for.
		const strict = '?options=-c%20default_transaction_isolation%3Dserializable';
		const url = (await createPostgresDatabase(server.url)).url + strict;
		[one, other] = await Promise.all([openDatabase(url), openDatabase(url)]);
	});
	afterEach(() => Promise.all([one.destroy(), other.destroy()]));

	/** Alternates between the two, all at the same time. */
	const fromBoth = <Result>(
		count: number,
		work: (database: Database, index: number) => Promise<Result>,
	) =>
		Promise.allSettled(
			Array.from({ length: count }, (_, index) => work(index % 2 === 0 ? one : other, index)),
		);

	it('never give the last free place away twice', async () => {
		const outcomes = await fromBoth(12, (database, index) =>
			createSessionRows(database).insert(session(`s${index}`), 5),
		);
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
		expect(await createSessionRows(one).unfinished()).toHaveLength(5);
	});

	it('lose none of the sentences that both add to a call', async () => {
		const request = { callId: 'c', tool: 't', arguments: {}, turn: { number: 1, userText: '' } };
		const call = { sessionId: 's', request, sideEffect: false, startedAtMs: Date.now() };
		await createCallLog({ database: one, now: Date.now }).begin(call, 'r', 'hash');
		await fromBoth(20, (database, index) =>
			createCallLog({ database, now: Date.now }).addProgress('c', `Step ${index}.`),
		);
		const logged = await createCallLog({ database: other, now: Date.now }).find('c');
		const progress = JSON.parse(logged?.progress_json ?? '[]') as { say: string }[];
		expect(new Set(progress.map(({ say }) => say)).size).toBe(20);
	});

	it('see what is written in transactions in the order of its numbers', async () => {
		const message = (id: string) => ({
			...{ id, sessionId: 's', subscriber: 'notify', url: 'http://n8n.example/' },
			body: { type: 'user.turn' } as EventMessage,
		});
		const writing = fromBoth(40, (database, index) =>
			database.transaction().execute(async (transaction) => {
				await createOutbox({ database, now: Date.now }).add(message(`m${index}`), transaction);
				// Whoever has a number would be overtaken here by those that come after.
				await sql`select pg_sleep(${(index % 3) / 500})`.execute(transaction);
			}),
		);
		const positions = async () => {
			const rows = await one.selectFrom('deliveries').select('position').execute();
			return rows.map(({ position }) => position).sort((first, second) => first - second);
		};
		for (let seen: number[] = []; seen.length < 40;) {
			const now = await positions();
			expect(now.slice(0, seen.length)).toEqual(seen);
			seen = now;
		}
		expect((await writing).every(({ status }) => status === 'fulfilled')).toBe(true);
	});
});

describe('an empty database', () => {
	it('is set up once when several processes start at the same time', async () => {
		const { url } = await createPostgresDatabase(server.url);
		const program = `
			const { openDatabase } = await import(${JSON.stringify(OPEN_DATABASE)});
			const database = await openDatabase(process.env.DATABASE_URL);
			await database.selectFrom('deliveries').selectAll().execute();
			await database.destroy();
		`;
		const outcomes = await Promise.all(
			Array.from({ length: 4 }, async () => {
				const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
					env: { DATABASE_URL: url },
				});
				let stderr = '';
				child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
				const [code] = (await once(child, 'close')) as [number];
				return { code, stderr };
			}),
		);
		expect(outcomes).toEqual(outcomes.map(() => ({ code: 0, stderr: '' })));
	}, 60_000);
});

describe('a server that goes away', () => {
	it('fails what needed it, ends nothing else, and is used again when it is back', async () => {
		const { url } = await createPostgresDatabase(server.url);
		const database = await openDatabase(url);
		const rows = createSessionRows(database);
		await rows.insert(session('before'), 10);
		const inTransaction = database.transaction().execute(async (transaction) => {
			await createSessionRows(transaction).remove('before');
			await server.crash();
			// The connection is lost while nobody uses it.
			await new Promise((resolve) => setTimeout(resolve, 100));
			await createSessionRows(transaction).find('before');
		});
		await expect(inTransaction).rejects.toThrow(/lost/);
		expect(await checkWritable(database)).toBe('The database cannot be written.');
		await expect(rows.find('before')).rejects.toMatchObject({
			code: 'ECONNREFUSED',
			message: 'the server cannot be reached (ECONNREFUSED)',
		});
		await server.restart();
		expect(await checkWritable(database)).toBeUndefined();
		expect(await rows.find('before')).toMatchObject({ id: 'before' });
		await rows.insert(session('after'), 10);
		await database.destroy();
	}, 60_000);

	it('cuts a statement off that does not end, and a transaction whose process says nothing more', async () => {
		const { url } = await createPostgresDatabase(server.url);
		const separator = url.includes('?') ? '&' : '?';
		const limits = 'statement_timeout=300&idle_in_transaction_session_timeout=300';
		const database = await openDatabase(`${url}${separator}${limits}`);
		await expect(sql`select pg_sleep(5)`.execute(database)).rejects.toMatchObject({
			code: '57014',
		});
		const silent = database.transaction().execute(async (transaction) => {
			await createSessionRows(transaction).find('any');
			await new Promise((resolve) => setTimeout(resolve, 700));
			await createSessionRows(transaction).find('any');
		});
		const other = await openDatabase(url);
		await createSessionRows(other).insert(session('meanwhile'), 10);
		await expect(silent).rejects.toThrow();
		await Promise.all([database.destroy(), other.destroy()]);
	});
});

describe('a database that cannot be used', () => {
	const password = 'p4ss-that-nobody-may-read';
	const changed = (change: (url: URL) => void): string => {
		const url = new URL(server.url);
		change(url);
		return url.href;
	};
	const at = (port: number): string =>
		`postgres://voice_user:${password}@127.0.0.1:${port}/voice_database`;

	it.each<[string, () => string | Promise<string>, RegExp]>([
		[
			'a wrong password',
			() => changed((url) => Object.assign(url, { password })),
			/the server refuses the user or the password \(28P01\)$/,
		],
		[
			'an unknown user',
			() => changed((url) => Object.assign(url, { username: 'voice_user', password })),
			/the server refuses the user or the password \(28P01\)$/,
		],
		['no password', () => changed((url) => Object.assign(url, { password: '' })), /has none$/],
		[
			'an unknown database',
			() => changed((url) => Object.assign(url, { pathname: '/voice_database' })),
			/the server has no database of this name \(3D000\)$/,
		],
		[
			'TLS where there is none',
			() => changed((url) => url.searchParams.set('sslmode', 'require')),
			/the server offers no TLS/,
		],
		[
			'a certificate that is not there',
			() => changed((url) => url.searchParams.set('sslrootcert', '/nowhere/root.crt')),
			/ENOENT/,
		],
		['a port where nobody listens', () => at(1), /cannot be reached \(ECONNREFUSED\)$/],
		[
			'an unknown host',
			() => `postgres://voice_user:${password}@voice-host.invalid/voice_database`,
			/cannot be reached \((ENOTFOUND|EAI_AGAIN)\)$/,
		],
	])('is named by DATABASE_URL, and nothing of its URL, for %s', async (_case, urlOf, reason) => {
		const url = await urlOf();
		const fault = await faultOf(url);
		expect(fault).toMatchObject({
			code: 'configuration_invalid',
			message: expect.stringMatching(
				/^DATABASE_URL names a database that cannot be used: /,
			) as string,
			details: [{ field: 'DATABASE_URL', problem: expect.stringMatching(reason) as string }],
		});
		const told = JSON.stringify(allOf(fault));
		const { hostname, username } = new URL(url);
		for (const secret of [
			hostname,
			username,
			password,
			'voice_database',
			new URL(server.url).password,
		]) {
			expect(told).not.toContain(secret);
		}
	});

	it('is told of when the server takes the connection and says nothing', async () => {
		const silent = createServer(() => undefined);
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const fault = await faultOf(at((silent.address() as AddressInfo).port));
		silent.close();
		expect(fault).toMatchObject({
			details: [
				{ problem: 'names a database that cannot be used: the server does not answer in time' },
			],
		});
	});
});

/** Everything that a log could print of an error: its own fields, its stack and its causes. */
function allOf(error: unknown): unknown {
	if (!(error instanceof Error)) return error;
	const fields = Object.entries(error);
	return { fields, message: error.message, stack: error.stack, cause: allOf(error.cause) };
}
