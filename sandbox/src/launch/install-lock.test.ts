import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withInstallLock } from './install-lock.ts';

describe('the install lock', () => {
	let folder: string;
	let path: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'install-lock-'));
		path = join(folder, 'deep', 'n8n.lock');
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	it('lets one work after the other and says whom it waits for', async () => {
		const order: string[] = [];
		const work = (name: string) => async () => {
			order.push(`${name} begins`);
			await sleep(50);
			order.push(`${name} ends`);
		};
		const holders: number[] = [];
		const first = withInstallLock(path, work('first'));
		await sleep(20);
		const second = withInstallLock(path, work('second'), (holder) => holders.push(holder));
		await Promise.all([first, second]);

		expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
		expect(holders).toEqual([process.pid]);
	});

	it('takes over from a process that is gone', async () => {
		await withInstallLock(path, () => Promise.resolve());
		// Above every process id that a system gives.
		await writeFile(path, '99999999');

		expect(await withInstallLock(path, () => readFile(path, 'utf8'))).toBe(String(process.pid));
	});

	it('is free again when the work fails', async () => {
		const failing = withInstallLock(path, () => Promise.reject(new Error('no network')));

		await expect(failing).rejects.toThrow('no network');
		expect(await withInstallLock(path, () => Promise.resolve('done'))).toBe('done');
	});
});
