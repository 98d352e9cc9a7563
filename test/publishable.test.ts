import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadPackage, PACKAGE_FOLDER } from './rig/package';

const run = promisify(execFile);
const SCRIPTS = join(__dirname, 'publish');
const folder = mkdtempSync(join(tmpdir(), 'publishable-'));
const packed = join(folder, 'package');
// In a test run n8n's rules hold every file to what is meant for node files only.
const env = { ...process.env, NODE_ENV: 'production' };
let files: string[];

beforeAll(async () => {
	const { stdout } = await run(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		{ cwd: PACKAGE_FOLDER },
	);
	const [{ filename, files: list }] = JSON.parse(stdout) as [
		{ filename: string; files: { path: string }[] },
	];
	files = list.map(({ path }) => path);
	await run('tar', ['xzf', join(folder, filename), '-C', folder]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the published package', () => {
	it('holds the build, the licence and the readme, and nothing else', () => {
		const expected =
			/^(dist\/(nodes|credentials|contract|icons)\/.*\.(js|json|svg)|README\.md|LICENSE|index\.js|package\.json)$/;
		expect(files.filter((path) => !expected.test(path))).toEqual([]);
		expect(files.filter((path) => /\.test\.|tsbuildinfo/.test(path))).toEqual([]);
	});

	it('has no dependencies and only n8n-workflow as its peer', () => {
		const manifest = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as object;
		expect(manifest).not.toHaveProperty('dependencies');
		expect(manifest).toHaveProperty('peerDependencies', { 'n8n-workflow': '*' });
	});

	it('requires nothing but itself, n8n-workflow and node:crypto', () => {
		const required = files
			.filter((path) => path.endsWith('.js'))
			.flatMap((path) => [
				...readFileSync(join(packed, path), 'utf8').matchAll(/require\("([^"]+)"\)/g),
			])
			.map(([, name]) => name!);
		expect([...new Set(required.filter((name) => !name.startsWith('.')))].sort()).toEqual([
			'n8n-workflow',
			'node:crypto',
		]);
	});

	it('gives every node and credential a light and a dark icon and every node a codex', async () => {
		const { loader } = await loadPackage();
		const described = [
			...Object.values(loader.nodeTypes).map(({ type }) => type.description),
			...Object.values(loader.credentialTypes).map(({ type }) => type),
		];
		expect(described).toHaveLength(8);
		for (const { iconUrl } of described) {
			const { light, dark } = iconUrl as { light: string; dark: string };
			for (const url of [light, dark]) {
				expect(existsSync(join(packed, url.replace(/^icons\/[^/]+\//, '')))).toBe(true);
			}
		}
		for (const { type } of Object.values(loader.nodeTypes)) {
			// n8n's node search leaves out what is in the category AI.
			expect(type.description).toHaveProperty('codex.categories', ['Communication']);
		}
	});
});

describe("n8n's own checks", () => {
	it('the strict lint has nothing to say about the source', async () => {
		const { stdout } = await run(process.execPath, [join(SCRIPTS, 'lint.mjs')], { env });
		expect(stdout).not.toMatch(/warning|error|problem/);
	}, 120_000);

	it('the community package scan passes for the source', async () => {
		const { stdout } = await run(
			process.execPath,
			[join(SCRIPTS, 'scan.mjs'), PACKAGE_FOLDER, 'source'],
			{ env },
		);
		expect(stdout.trim()).toBe('passed');
	}, 120_000);

	it('the community package scan passes for what is shipped', async () => {
		const { stdout } = await run(process.execPath, [join(SCRIPTS, 'scan.mjs'), packed, 'package'], {
			env,
		});
		expect(stdout.trim()).toBe('passed');
	}, 120_000);
});
