import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWritable } from './check-writable.ts';
import { openDatabase } from './open-database.ts';

describe('the store', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'voice-agent-store-'));
	});
	afterEach(async () => {
		await rm(folder, { recursive: true });
	});

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

	it('makes its folder, keeps what it is given and migrates only once', async () => {
		const url = `file:${join(folder, 'new', 'store.db')}`;
		const first = await openDatabase(url);
		await first.insertInto('sessions').values(session).execute();
		expect(await checkWritable(first)).toBeUndefined();
		await first.destroy();

		const second = await openDatabase(url);
		const rows = await second.selectFrom('sessions').select(['id', 'status']).execute();
		await second.destroy();
		expect(rows.map((row) => ({ ...row }))).toEqual([{ id: 'one', status: 'waiting' }]);
	});

	it('undoes a transaction that fails', async () => {
		const database = await openDatabase(`file:${join(folder, 'store.db')}`);
		const failed = database.transaction().execute(async (transaction) => {
			await transaction.insertInto('sessions').values(session).execute();
			throw new Error('stop');
		});
		await expect(failed).rejects.toThrow('stop');
		expect(await database.selectFrom('sessions').selectAll().execute()).toEqual([]);
		await database.destroy();
	});

	it('names DATABASE_URL when the file is not a database', async () => {
		const path = join(folder, 'notes.txt');
		await writeFile(path, 'This is not a database, but it is long enough to look at.'.repeat(20));
		await expect(openDatabase(`file:${path}`)).rejects.toMatchObject({
			code: 'configuration_invalid',
			details: [
				{ field: 'DATABASE_URL', problem: expect.stringContaining('not a database') as string },
			],
		});
	});
});
