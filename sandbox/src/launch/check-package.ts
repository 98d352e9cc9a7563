import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tarball } from './pack.ts';

interface Manifest {
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundledDependencies?: unknown;
	scripts?: Record<string, string>;
	n8n?: { nodes?: string[]; credentials?: string[] };
}

const ALLOWED = /^(package\.json|index\.js|README\.md|LICENSE(\.md)?|dist\/.+\.(js|json|svg|png))$/;
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/**
 * Judges the tarball that would be published: only what n8n needs, no dependencies, no install scripts, and every node
 * and credential that package.json announces.
 *
 * @returns One sentence per problem.
 */
export async function checkPackage(repository: string, tarball: Tarball): Promise<string[]> {
	const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as Manifest;
	const files = new Set(tarball.files.filter((file) => !file.endsWith('/')));
	const announced = [...(manifest.n8n?.nodes ?? []), ...(manifest.n8n?.credentials ?? [])];
	return [
		...[...files]
			.filter((file) => !ALLOWED.test(file) || /\.test\.|tsbuildinfo/.test(file))
			.map((file) => `${file} does not belong into the package.`),
		...announced.filter((file) => !files.has(file)).map((file) => `${file} is missing.`),
		...(['dependencies', 'optionalDependencies', 'bundledDependencies'] as const)
			.filter((field) => Object.keys(manifest[field] ?? {}).length > 0)
			.map((field) => `package.json has ${field}.`),
		...INSTALL_SCRIPTS.filter((name) => manifest.scripts?.[name] !== undefined).map(
			(name) => `package.json has a ${name} script.`,
		),
	];
}
