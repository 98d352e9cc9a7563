import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWritable } from './check-writable.ts';
import { openDatabase } from './open-database.ts';

describe('a store in a file', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'voice-agent-store-'));
	});
	afterEach(() => rm(folder, { recursive: true }));

	it('gets its folder', async () => {
		const database = await openDatabase(`file:${join(folder, 'new', 'store.db')}`);
		expect(await checkWritable(database)).toBeUndefined();
		await database.destroy();
	});

	it('is named by DATABASE_URL when it is not a database', async () => {
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
