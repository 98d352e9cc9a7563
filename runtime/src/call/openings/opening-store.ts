import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Remembers the sound of openings from one call to the next, in a folder that all calls share. */
export interface OpeningStore {
	/** @returns its sound as 16-bit little-endian PCM; undefined when it is not kept. */
	find(opening: string): Promise<Buffer | undefined>;
	/** Notes that an opening was spoken. @returns whether it had been noted before, so that it is worth keeping. */
	note(opening: string): Promise<boolean>;
	keep(opening: string, sound: Buffer): Promise<void>;
}

/** Noted and kept openings; those that were not needed for longest are dropped. */
const MOST_FILES = 128;
/** Three seconds at 24 kHz; a longer sound is not kept. Four words and the pause behind them take about two. */
const LONGEST_BYTES = 144_000;

/**
 * @param folder - Made when it is needed.
 * @param voice - Everything beside the text that the sound depends on.
 */
export function createOpeningStore(folder: string, voice: string): OpeningStore {
	/** The text itself is not written anywhere. An empty file is a note. */
	const pathOf = (opening: string): string => {
		const spoken = opening.toLowerCase().replace(/\s+/g, ' ');
		const hash = createHash('sha256')
			.update(JSON.stringify([voice, spoken]))
			.digest('hex');
		return join(folder, `${hash.slice(0, 32)}.pcm`);
	};

	async function write(path: string, sound: Buffer): Promise<void> {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		// Another call may read it at this moment.
		const unfinished = `${path}.${process.pid}`;
		await writeFile(unfinished, sound, { mode: 0o600 });
		await rename(unfinished, path);
		await dropOldest(folder);
	}

	return {
		async find(opening) {
			const path = pathOf(opening);
			const sound = await readFile(path).catch(() => undefined);
			if (!sound || sound.length === 0) return undefined;
			// Only keeps it longer.
			const now = new Date();
			utimes(path, now, now).catch(() => undefined);
			return sound;
		},
		async note(opening) {
			const path = pathOf(opening);
			if (await stat(path).catch(() => undefined)) return true;
			await write(path, Buffer.alloc(0));
			return false;
		},
		async keep(opening, sound) {
			if (sound.length <= LONGEST_BYTES) await write(pathOf(opening), sound);
		},
	};
}

async function dropOldest(folder: string): Promise<void> {
	const names = await readdir(folder);
	if (names.length <= MOST_FILES) return;
	const files = await Promise.all(
		names.map(async (name) => {
			const path = join(folder, name);
			// Another call may have dropped it meanwhile.
			const usedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
			return { path, usedAt };
		}),
	);
	const oldest = files.sort((one, other) => one.usedAt - other.usedAt).slice(0, -MOST_FILES);
	await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
