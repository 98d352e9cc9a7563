import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { withInstallLock } from './install-lock.ts';
import { runCommand } from './run-command.ts';

export interface InstallN8nOptions {
	/** Holds package.json, package-lock.json and .npmrc of the private install. */
	source: string;
	/** The folder of cacheFolder(). */
	cache: string;
	env: Record<string, string | undefined>;
	note?: (text: string) => void;
}

export interface N8nProgram {
	/** A JavaScript file, to be run with Node 24. */
	script: string;
	/** Its node_modules folder. */
	modules: string;
}

/**
 * Installs n8n into the cache, once per lock file and platform. The folder appears under its name only when it is
 * complete.
 *
 * @throws VoiceAgentError with npm's last lines.
 */
export async function installN8n(options: InstallN8nOptions): Promise<N8nProgram> {
	const { source, cache, note = () => undefined } = options;
	const key = createHash('sha256')
		.update(await readFile(join(source, 'package.json')))
		.update(await readFile(join(source, 'package-lock.json')))
		.digest('hex')
		.slice(0, 12);
	const folder = join(cache, `n8n-${key}-${process.platform}-${process.arch}`);
	const modules = join(folder, 'node_modules');
	const program = { script: join(modules, 'n8n', 'bin', 'n8n'), modules };
	const complete = () =>
		access(program.script).then(
			() => true,
			() => false,
		);
	if (await complete()) return program;
	await withInstallLock(
		join(cache, 'n8n.lock'),
		async () => {
			if (!(await complete())) await install(options, folder, note);
		},
		(holder) => note(`waiting for process ${holder}, which is installing it`),
	);
	return program;
}

async function install(
	{ source, env }: InstallN8nOptions,
	folder: string,
	note: (text: string) => void,
): Promise<void> {
	const partial = `${folder}.partial`;
	await rm(partial, { recursive: true, force: true });
	await mkdir(partial, { recursive: true });
	for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
		await copyFile(join(source, file), join(partial, file));
	}
	const npm = async (purpose: string, args: string[]) => {
		try {
			await runCommand('npm', args, { cwd: partial, env: installEnvironment(env) });
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new VoiceAgentError(
				'internal',
				`n8n cannot be installed: ${purpose} failed. ${reason}`,
				{
					cause: error,
				},
			);
		}
	};
	note('downloading 2.8 GB of packages (3 to 6 minutes, only the first time)');
	await npm('fetching its packages', [
		'ci',
		'--ignore-scripts',
		'--no-progress',
		'--loglevel=error',
	]);
	// The only package whose install script n8n needs here: SQLite, prebuilt or compiled from source.
	note('building its SQLite');
	await npm(
		'building SQLite (it needs python3, make and a C++ compiler when no prebuilt one can be fetched)',
		['rebuild', 'sqlite3', '--loglevel=error'],
	);
	await rename(partial, folder);
}

/** npm passes its own settings for the checkout on as npm_* variables; the private install has its own. */
function installEnvironment(env: Record<string, string | undefined>) {
	const kept = Object.entries(env).filter(
		([name]) => !/^npm_(package|lifecycle|command)/.test(name),
	);
	return Object.fromEntries(kept);
}

/** The environment in which `node` is the Node that runs this process, as n8n's own child processes need it. */
export function withThisNode(env: Record<string, string | undefined>) {
	return { ...env, PATH: `${dirname(process.execPath)}:${env.PATH ?? ''}` };
}
