import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds the lock file, so that two of them never install the same thing at once.
 * The file names its holder; the lock of a process that is gone is taken over.
 *
 * @param onWait - Told once, with the holder's process id, when this process has to wait.
 */
export async function withInstallLock<Result>(
	path: string,
	work: () => Promise<Result>,
	onWait: (holder: number) => void = () => undefined,
): Promise<Result> {
	await mkdir(dirname(path), { recursive: true });
	let waited = false;
	while (!(await take(path))) {
		const holder = Number(await readFile(path, 'utf8').catch(() => ''));
		if (holder > 0 ? !isAlive(holder) : await isOld(path)) {
			await rm(path, { force: true });
			continue;
		}
		if (!waited) onWait(holder);
		waited = true;
		await sleep(250);
	}
	try {
		return await work();
	} finally {
		await rm(path, { force: true });
	}
}

async function take(path: string): Promise<boolean> {
	try {
		await writeFile(path, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** A holder that died between creating the file and writing its id into it. */
async function isOld(path: string): Promise<boolean> {
	const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
	return Date.now() - mtimeMs > 5_000;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
