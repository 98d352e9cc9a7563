import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from './find-postgres.ts';

describe('findPostgres', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'find-postgres-'));
	});
	afterEach(() => rm(folder, { recursive: true }));

	/** Puts programs into a folder that looks like an installation's. */
	const install = async (place: string, programs = ['initdb', 'postgres']): Promise<string> => {
		const path = join(folder, place);
		await mkdir(path, { recursive: true });
		for (const name of programs) {
			await writeFile(join(path, name), '');
			await chmod(join(path, name), 0o755);
		}
		return path;
	};
	const find = (env: Record<string, string>) =>
		findPostgres({
			...{ env, cache: join(folder, 'cache'), debianFolder: join(folder, 'debian') },
			source: join(folder, 'no such install'),
		});

	it('takes what POSTGRES_BIN names before anything else, and nothing else then', async () => {
		const own = await install('own');
		const onPath = await install('path');
		await install('debian/17/bin');
		expect(await find({ POSTGRES_BIN: own, PATH: onPath })).toBe(own);
		await expect(find({ POSTGRES_BIN: folder, PATH: onPath })).rejects.toThrow(
			`POSTGRES_BIN names ${folder}, which does not hold initdb and postgres.`,
		);
	});

	it('takes the newest of Debian before the one on PATH, and a whole one before a client alone', async () => {
		const onPath = await install('path');
		await install('debian/9.6/bin');
		const fifteen = await install('debian/15/bin');
		await install('debian/17/bin', ['psql']);
		expect(await find({ PATH: onPath })).toBe(fifteen);
	});

	it('looks through PATH', async () => {
		const onPath = await install('path');
		expect(await find({ PATH: `${folder}:${onPath}` })).toBe(onPath);
	});

	it('says what to install', async () => {
		await expect(find({ PATH: folder })).rejects.toThrow(
			/apt-get install postgresql.*POSTGRES_BIN/,
		);
	});
});
