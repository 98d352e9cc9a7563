import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export interface Tarball {
	path: string;
	packageName: string;
	/** Paths inside the package. */
	files: string[];
}

/** `npm pack` of the built n8n package: the file that a user of npm gets. */
export async function packNodes(
	repository: string,
	folder: string,
	env: Record<string, string | undefined>,
): Promise<Tarball> {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	await runCommand('npm', args, {
		cwd: repository,
		env: { ...env, npm_config_workspaces: 'false' },
	});
	const { name, version } = JSON.parse(
		await readFile(join(repository, 'package.json'), 'utf8'),
	) as { name: string; version: string };
	const path = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
	const { stdout } = await runCommand('tar', ['tzf', path], { env });
	const files = stdout
		.trim()
		.split('\n')
		.map((file) => file.replace(/^package\//, ''));
	return { path, packageName: name, files };
}
