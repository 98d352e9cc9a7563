import { dirname, join } from 'node:path';
import { installPackages, type InstallOptions } from './install-packages.ts';

export interface N8nProgram {
	/** A JavaScript file, to be run with Node 24. */
	script: string;
	/** Its node_modules folder. */
	modules: string;
}

/**
 * Installs n8n into the cache.
 *
 * @throws VoiceAgentError with npm's last lines.
 */
export async function installN8n(options: InstallOptions): Promise<N8nProgram> {
	const script = join('n8n', 'bin', 'n8n');
	const modules = await installPackages(options, {
		name: 'n8n',
		size: '2.8 GB of packages (3 to 6 minutes, only the first time)',
		proof: script,
		// The only package whose install script n8n needs here: prebuilt or compiled from source.
		rebuild: {
			package: 'sqlite3',
			needs: 'it needs python3, make and a C++ compiler when no prebuilt one can be fetched',
		},
	});
	return { script: join(modules, script), modules };
}

/**
 * Installs the oldest n8n that the package supports, as far as contract tests need it: its loader and its engine.
 *
 * @returns the node_modules folder.
 * @throws VoiceAgentError with npm's last lines.
 */
export function installOldestN8n(options: InstallOptions): Promise<string> {
	return installPackages(options, {
		name: 'n8n-oldest',
		size: '210 MB of packages (half a minute, only the first time)',
		proof: join('n8n-core', 'dist', 'index.js'),
	});
}

/** The environment in which `node` is the Node that runs this process, as n8n's own child processes need it. */
export function withThisNode(env: Record<string, string | undefined>) {
	return { ...env, PATH: `${dirname(process.execPath)}:${env.PATH ?? ''}` };
}
