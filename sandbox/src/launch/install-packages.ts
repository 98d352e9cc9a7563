import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { withInstallLock } from './install-lock.ts';
import { runCommand } from './run-command.ts';

export interface InstallOptions {
	/** Holds package.json, package-lock.json and .npmrc of the private install. */
	source: string;
	/** The folder of cacheFolder(). */
	cache: string;
	env: Record<string, string | undefined>;
	note?: (text: string) => void;
}

/** What is special about one install. */
export interface Installed {
	/** Begins the folder's name, and names the install in messages. */
	name: string;
	/** Said before the download. */
	size: string;
	/** A file in node_modules without which it is not complete. */
	proof: string;
	/** A package whose install script must run, and what that takes. */
	rebuild?: { package: string; needs: string };
}

/**
 * Installs packages into the cache, once per lock file and platform. The folder appears under its name only when it is
 * complete.
 *
 * @returns the node_modules folder.
 * @throws VoiceAgentError with npm's last lines.
 */
export async function installPackages(
	options: InstallOptions,
	installed: Installed,
): Promise<string> {
	const { source, cache, note = () => undefined } = options;
	const { name } = installed;
	const key = createHash('sha256')
		.update(await readFile(join(source, 'package.json')))
		.update(await readFile(join(source, 'package-lock.json')))
		.digest('hex')
		.slice(0, 12);
	const folder = join(cache, `${name}-${key}-${process.platform}-${process.arch}`);
	const modules = join(folder, 'node_modules');
	const complete = () =>
		access(join(modules, installed.proof)).then(
			() => true,
			() => false,
		);
	if (await complete()) return modules;
	await withInstallLock(
		join(cache, `${name}.lock`),
		async () => {
			if (!(await complete())) await install(options, installed, folder);
		},
		(holder) => note(`waiting for process ${holder}, which is installing it`),
	);
	return modules;
}

async function install(
	{ source, env, note = () => undefined }: InstallOptions,
	{ name, size, rebuild }: Installed,
	folder: string,
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
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new VoiceAgentError(
				'internal',
				`${name} cannot be installed: ${purpose} failed. ${reason}`,
				{ cause },
			);
		}
	};
	note(`downloading ${size}`);
	await npm('fetching its packages', [
		'ci',
		'--ignore-scripts',
		'--no-progress',
		'--loglevel=error',
	]);
	if (rebuild) {
		note(`building its ${rebuild.package}`);
		await npm(`building ${rebuild.package} (${rebuild.needs})`, [
			...['rebuild', rebuild.package, '--loglevel=error'],
		]);
	}
	await rename(partial, folder);
}

/** npm passes its own settings for the checkout on as npm_* variables; the private install has its own. */
function installEnvironment(env: Record<string, string | undefined>) {
	const kept = Object.entries(env).filter(
		([name]) => !/^npm_(package|lifecycle|command)/.test(name),
	);
	return Object.fromEntries(kept);
}
