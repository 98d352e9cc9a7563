import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { checkWritable } from './check-writable.ts';
import { openDatabase, type Database } from './open-database.ts';

const session = {
	id: 'one',
	status: 'waiting',
	room: 'meeting_one',
	request_json: '{}',
	config_json: '{}',
	created_at: '2026-11-23T10:00:00.000Z',
	started_at: null,
	ended_at: null,
	end_reason: null,
	heard_at_ms: null,
	usage_json: null,
} as const;

describe('the store', () => {
	let own: TestDatabase;
	let database: Database;
	beforeEach(async () => {
		own = await createTestDatabase();
		database = await openDatabase(own.url);
	});
	afterEach(async () => {
		await database.destroy();
		await own.remove();
	});

	it('keeps what it is given and migrates only once', async () => {
		await database.insertInto('sessions').values(session).execute();
		expect(await checkWritable(database)).toBeUndefined();
		const second = await openDatabase(own.url);
		const rows = await second.selectFrom('sessions').select(['id', 'status']).execute();
		await second.destroy();
		expect(rows.map((row) => ({ ...row }))).toEqual([{ id: 'one', status: 'waiting' }]);
	});

	it('undoes a transaction that fails', async () => {
		const failed = database.transaction().execute(async (transaction) => {
			await transaction.insertInto('sessions').values(session).execute();
			throw new Error('stop');
		});
		await expect(failed).rejects.toThrow('stop');
		expect(await database.selectFrom('sessions').selectAll().execute()).toEqual([]);
	});

	it('gives numbers back as numbers: times, counts, sums and the numbers it gave itself', async () => {
		const heard_at_ms = 1_795_000_000_123;
		await database
			.insertInto('sessions')
			.values({ ...session, heard_at_ms })
			.execute();
		const event = { session_id: 'one', type: 'session.started', at: session.created_at } as const;
		const ids = await database
			.insertInto('session_events')
			.values([
				{ ...event, seq: 1, event_json: '{}' },
				{ ...event, seq: null, event_json: '{}' },
				{ ...event, seq: null, event_json: '{}' },
			])
			.returning('id')
			.execute();
		expect(ids.map(({ id }) => id)).toEqual([1, 2, 3]);
		const totals = await database
			.selectFrom('sessions')
			.select(({ fn }) => [
				fn.countAll<number>().as('count'),
				fn.sum<number>('heard_at_ms').as('sum'),
				fn.max('heard_at_ms').as('max'),
			])
			.executeTakeFirstOrThrow();
		expect({ ...totals }).toEqual({ count: 1, sum: heard_at_ms, max: heard_at_ms });
	});

	it('compares texts byte by byte', async () => {
		const ids = ['Zoe', 'a-c', 'a_b', 'ab', 'b', 'B', 'é'];
		await database
			.insertInto('sessions')
			.values(ids.map((id) => ({ ...session, id })))
			.execute();
		const rows = await database.selectFrom('sessions').select('id').orderBy('id').execute();
		expect(rows.map(({ id }) => id)).toEqual(['B', 'Zoe', 'a-c', 'a_b', 'ab', 'b', 'é']);
		const before = await database
			.selectFrom('sessions')
			.select('id')
			.where(({ eb, refTuple, tuple }) =>
				eb(refTuple('created_at', 'id'), '<', tuple(session.created_at, 'a')),
			)
			.orderBy('id')
			.execute();
		expect(before.map(({ id }) => id)).toEqual(['B', 'Zoe']);
	});

	it('takes any text that a model or a workflow writes', async () => {
		const room = 'nul \0, lone \uD800, quote \', "double", emoji 🎧';
		await database
			.insertInto('sessions')
			.values({ ...session, room })
			.execute();
		const found = database.selectFrom('sessions').select('id').where('room', '=', room);
		expect(await found.executeTakeFirst()).toMatchObject({ id: 'one' });
	});

	it('goes on after a statement that fails in a transaction', async () => {
		await database.insertInto('sessions').values(session).execute();
		const twice = database.transaction().execute(async (transaction) => {
			await transaction.insertInto('sessions').values(session).execute();
		});
		await expect(twice).rejects.toThrow(/unique/i);
		await expect(sql`select broken`.execute(database)).rejects.toThrow(/broken/);
		expect(await checkWritable(database)).toBeUndefined();
	});
});
