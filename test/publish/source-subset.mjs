import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const PUBLISHED = [
	'nodes',
	'credentials',
	'contract',
	'icons',
	'package.json',
	'tsconfig.json',
	'eslint.config.mjs',
];

/**
 * Copies what the n8n package is made of, and nothing else of this repository: n8n's strict mode demands the starter's
 * own eslint.config.mjs, which would hold the runtime and the talk page to the rules for nodes.
 */
export function copySource(target) {
	for (const name of PUBLISHED) {
		cpSync(join(REPOSITORY, name), join(target, name), {
			recursive: true,
			filter: (source) =>
				!/contract\/.*\.test\.ts$|node_modules/.test(source.replaceAll('\\', '/')),
		});
	}
	symlinkSync(join(REPOSITORY, 'node_modules'), join(target, 'node_modules'));
}
