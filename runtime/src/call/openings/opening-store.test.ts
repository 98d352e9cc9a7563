import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOpeningStore } from './opening-store.ts';

const sound = Buffer.from([1, 2, 3, 4]);

describe('the store of openings', () => {
	let parent: string;
	let folder: string;
	beforeEach(async () => {
		parent = await mkdtemp(join(tmpdir(), 'opening-store-'));
		folder = join(parent, 'openings');
	});
	afterEach(() => rm(parent, { recursive: true }));

	it('finds what any call has kept, in whatever case it is written', async () => {
		await createOpeningStore(folder, 'Katie').keep('Of course,', sound);
		const later = createOpeningStore(folder, 'Katie');
		expect(await later.find('of  course,')).toEqual(sound);
		expect(await later.find('Of course.')).toBeUndefined();
		expect(await createOpeningStore(folder, 'Jacqueline').find('Of course,')).toBeUndefined();
	});

	it('knows from one call to the next what has been noted, and has no sound for it', async () => {
		expect(await createOpeningStore(folder, 'Katie').note('Sure,')).toBe(false);
		const later = createOpeningStore(folder, 'Katie');
		expect(await later.find('Sure,')).toBeUndefined();
		expect(await later.note('Sure,')).toBe(true);
	});

	it('drops what was not needed for longest', async () => {
		const store = createOpeningStore(folder, 'Katie');
		await store.keep('Sure,', sound);
		await store.keep('Okay,', sound);
		// Longer than a tick of the file system's clock.
		await sleep(50);
		for (let index = 0; index < 126; index++) await store.note(`${index},`);
		await sleep(50);
		expect(await store.find('Sure,')).toEqual(sound);
		await sleep(50);
		await store.note('Well,');
		expect(await readdir(folder)).toHaveLength(128);
		expect(await store.find('Okay,')).toBeUndefined();
		expect(await store.find('Sure,')).toEqual(sound);
	});

	it('keeps nothing long, and nothing that others on the machine may read', async () => {
		const store = createOpeningStore(folder, 'Katie');
		await store.keep('Very long,', Buffer.alloc(200_000));
		expect(await store.find('Very long,')).toBeUndefined();
		await store.keep('Sure,', sound);
		const [name = ''] = await readdir(folder);
		expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
	});
});
