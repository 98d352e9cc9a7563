// `npm run changeset [-- version]`. Changesets finds the root package of an npm workspace only while the root names
// itself as one; for npm itself that entry would be a link of the package into its own node_modules.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CHANGESETS = '@changesets/cli@2.31.1';
const manifest = fileURLToPath(new URL('../package.json', import.meta.url));

function setWorkspaces(change) {
	const content = JSON.parse(readFileSync(manifest, 'utf8'));
	content.workspaces = change(content.workspaces);
	writeFileSync(manifest, `${JSON.stringify(content, null, '\t')}\n`);
}

setWorkspaces((workspaces) => ['.', ...workspaces]);
try {
	const args = ['--yes', CHANGESETS, ...process.argv.slice(2)];
	process.exitCode = spawnSync('npx', args, { stdio: 'inherit' }).status ?? 1;
} finally {
	setWorkspaces((workspaces) => workspaces.filter((workspace) => workspace !== '.'));
}
