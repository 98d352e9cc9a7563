import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.ts';
import { runCommand } from './run-command.ts';

/** Something that `npm run <script>` builds. */
export interface Part {
	script: string;
	/** Files and folders that it is made of, relative to the repository. */
	sources: readonly string[];
	/** A file that is there when it has been built. */
	result: string;
}

const SHARED = ['contract', 'package-lock.json', 'tsconfig.base.json'];

export const NODES: Part = {
	script: 'build:nodes',
	sources: [
		'nodes',
		'credentials',
		'icons',
		'gulpfile.js',
		'tsconfig.json',
		'package.json',
		...SHARED,
	],
	result: 'dist/nodes',
};
export const CLIENT: Part = {
	script: 'build:client',
	sources: ['client', ...SHARED],
	result: 'client/dist/index.html',
};
export const RUNTIME: Part = {
	script: 'build:runtime',
	sources: ['runtime', ...SHARED],
	result: 'runtime/dist/main.js',
};

const SKIPPED = new Set(['node_modules', 'dist']);

/**
 * Runs a part's build script unless its sources are those of the last build.
 *
 * @returns Whether it had to be built.
 * @throws VoiceAgentError with the end of the build's output.
 */
export async function buildWhenChanged(
	part: Part,
	{ repository, env }: { repository: string; env: Record<string, string | undefined> },
): Promise<boolean> {
	const folder = join(repository, 'node_modules', '.cache', 'voice-agent');
	const name = part.script.replace(':', '-');
	return withInstallLock(join(folder, `${name}.lock`), async () => {
		const hash = createHash('sha256');
		for (const source of part.sources) await digest(join(repository, source), hash);
		const key = hash.digest('hex');
		const stamp = join(folder, `${name}.sha256`);
		const built = await access(join(repository, part.result)).then(
			() => readFile(stamp, 'utf8').catch(() => ''),
			() => '',
		);
		if (built === key) return false;
		await runCommand('npm', ['run', '--silent', part.script], { cwd: repository, env });
		await mkdir(folder, { recursive: true });
		await writeFile(stamp, key);
		return true;
	});
}

async function digest(path: string, hash: ReturnType<typeof createHash>): Promise<void> {
	const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
	if (entries === undefined) {
		hash.update(path).update(await readFile(path).catch(() => 'absent'));
		return;
	}
	const names = entries.map(({ name }) => name).sort();
	for (const name of names) if (!SKIPPED.has(name)) await digest(join(path, name), hash);
}
