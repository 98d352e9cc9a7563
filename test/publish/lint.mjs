// `n8n-node lint` in strict mode on the source of the n8n package.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySource } from './source-subset.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lint-nodes-'));
copySource(folder);
const { status } = spawnSync(
	process.execPath,
	[join(folder, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs'), 'lint'],
	{ cwd: folder, stdio: 'inherit' },
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
