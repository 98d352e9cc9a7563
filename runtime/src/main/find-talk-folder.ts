import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The talk page's build, seen from the sources (runtime/src/main) and from the build (runtime/dist/runtime/src/main). */
export function findTalkFolder(): string | undefined {
	return ['../../../client/dist', '../../../../../client/dist']
		.map((path) => fileURLToPath(new URL(path, import.meta.url)))
		.find((folder) => existsSync(`${folder}/index.html`));
}
