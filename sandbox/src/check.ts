// `npm test`: every check of the project, with a table and the number of tests at the end.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheFolder } from './launch/cache-folder.ts';
import { checkPackage } from './launch/check-package.ts';
import { findChromium } from './launch/find-chromium.ts';
import { findLiveKitServer } from './launch/find-livekit.ts';
import { findPostgres } from './launch/find-postgres.ts';
import { installN8n, installOldestN8n } from './launch/install-n8n.ts';
import { readJestTotals, type Totals } from './launch/jest-totals.ts';
import { packNodes } from './launch/pack.ts';
import { createProgress, seconds } from './launch/progress.ts';
import { runCommand } from './launch/run-command.ts';
import { scanPackage } from './launch/scan-package.ts';
import { stopOnSignals } from './launch/stop-on-signals.ts';

type Note = (text: string) => void;

interface Check {
	name: string;
	/** Names of checks without whose success this one says nothing. */
	needs?: readonly string[];
	run: (note: Note) => Promise<unknown>;
}

interface Outcome {
	name: string;
	status: 'passed' | 'failed' | 'skipped';
	elapsedMs: number;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));
const env: Record<string, string | undefined> = process.env;
const folder = await mkdtemp(join(tmpdir(), 'voice-agent-check-'));
const cache = cacheFolder(env);
const progress = createProgress({ write: (text) => process.stdout.write(text) });
const totals: Totals[] = [];
/** What the tests are told of the programs that were found. */
const found: Record<string, string> = {};

const script = (name: string, args: readonly string[] = [], onLine?: (line: string) => void) =>
	runCommand('npm', ['run', '--silent', name, ...args], {
		...{ cwd: repository, env: { ...env, ...found }, errorLines: 200 },
		...(onLine === undefined ? {} : { onLine }),
	});

async function jest(name: string, note: Note): Promise<void> {
	const outputFile = join(folder, `${name.replace(':', '-')}.json`);
	try {
		await script(name, ['--', '--json', '--outputFile', outputFile], (line) => {
			if (/^(PASS|FAIL) /.test(line)) note(line);
		});
	} finally {
		// A run that ended without a report is a failure of its own.
		totals.push((await readJestTotals(outputFile)) ?? { passed: 0, failed: 1 });
	}
}

async function checkTarball(): Promise<void> {
	const tarball = await packNodes(repository, folder, env);
	const problems = [
		...(await checkPackage(repository, tarball)),
		...(await scanPackage({ repository, tarballPath: tarball.path, folder, env })),
	];
	if (problems.length > 0) throw new Error(problems.join('\n'));
}

const format: Check = { name: 'format', run: () => script('format:check') };
const lint: Check = { name: 'lint', run: () => script('lint') };
const types: Check = { name: 'types', run: () => script('types') };
const layers: Check = { name: 'layers', run: () => script('layers') };
const deadCode: Check = { name: 'dead code', run: () => script('dead') };
const build: Check = { name: 'build', run: () => script('build') };
const packed: Check = { name: 'package', needs: ['build'], run: checkTarball };
const liveKit: Check = {
	name: 'livekit-server',
	async run(note) {
		const program = await findLiveKitServer({ env, cache, fetch, note });
		if (program.args.length === 0) found.LIVEKIT_SERVER_BIN = program.command;
	},
};
const n8n: Check = {
	name: 'n8n',
	run: (note) => installN8n({ source: join(repository, 'sandbox', 'n8n'), cache, env, note }),
};
const chromium: Check = {
	name: 'Chromium',
	async run(note) {
		const { platform } = process;
		const userId = process.getuid?.();
		found.CHROMIUM_BIN = await findChromium({ env, platform, userId, note });
	},
};
const postgres: Check = {
	name: 'postgres',
	async run(note) {
		const source = join(repository, 'sandbox', 'postgres');
		found.POSTGRES_BIN = await findPostgres({ source, cache, env, note });
	},
};
const unitTests: Check = {
	name: 'unit and contract tests',
	needs: ['postgres'],
	run: (note) => jest('test:unit', note),
};
const oldestN8n: Check = {
	name: 'oldest n8n',
	needs: ['build'],
	async run(note) {
		const source = join(repository, 'sandbox', 'n8n-oldest');
		found.N8N_OLDEST_MODULES = await installOldestN8n({ source, cache, env, note });
		await jest('test:oldest', note);
	},
};
const endToEndTests: Check = {
	name: 'end-to-end tests',
	needs: ['build', 'livekit-server', 'postgres', 'n8n', 'Chromium'],
	run: (note) => jest('test:e2e', note),
};

/**
 * One stage after the other. The lanes of a stage run beside each other: none reads what another one writes, and the
 * tests, which play calls in real time, have the machine for themselves.
 */
const stages: Check[][][] = [
	[
		[format, lint],
		[types, layers, deadCode, build, packed],
		[liveKit, postgres, n8n, chromium],
	],
	[[unitTests, oldestN8n, endToEndTests]],
];
const checks = stages.flat(2);

async function perform(check: Check, outcomes: readonly Outcome[]): Promise<Outcome> {
	const { name, needs = [], run } = check;
	const missing = needs.filter((need) =>
		outcomes.some((outcome) => outcome.name === need && outcome.status !== 'passed'),
	);
	if (missing.length > 0) {
		progress.say(`- ${name} is skipped: it needs ${missing.join(', ')}`);
		return { name, status: 'skipped', elapsedMs: 0 };
	}
	const startedAt = Date.now();
	try {
		await progress.step(name, run);
		return { name, status: 'passed', elapsedMs: Date.now() - startedAt };
	} catch (error) {
		process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
		return { name, status: 'failed', elapsedMs: Date.now() - startedAt };
	}
}

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: { help: { type: 'boolean', short: 'h', default: false } },
});
const wanted = checks.filter(
	({ name }) => positionals.length === 0 || positionals.some((part) => name.startsWith(part)),
);
if (options.help || wanted.length === 0) {
	const names = checks.map(({ name }) => `  ${name}`).join('\n');
	process.stdout.write(`npm test [-- <beginning of a check's name> …]\n${names}\n`);
	await rm(folder, { recursive: true, force: true });
	process.exit(options.help ? 0 : 1);
}
stopOnSignals(
	// Exiting ends the command that runs with all that it started.
	(exitCode) => process.exit(exitCode),
	() => process.exit(1),
);

const outcomes: Outcome[] = [];
const place = ({ name }: Outcome): number => checks.findIndex((check) => check.name === name);
for (const lanes of stages) {
	await Promise.all(
		lanes.map(async (lane) => {
			for (const check of lane.filter((candidate) => wanted.includes(candidate))) {
				outcomes.push(await perform(check, outcomes));
			}
		}),
	);
}
outcomes.sort((one, other) => place(one) - place(other));
await rm(folder, { recursive: true, force: true }).catch(() => undefined);

const marks = { passed: '✓', failed: '✗', skipped: '-' };
const width = Math.max(...outcomes.map(({ name }) => name.length));
process.stdout.write('\n');
for (const { name, status, elapsedMs } of outcomes) {
	process.stdout.write(
		`${marks[status]} ${name.padEnd(width)}  ${status.padEnd(7)}  ${seconds(elapsedMs)}\n`,
	);
}
const sum = (key: keyof Totals) => totals.reduce((total, each) => total + each[key], 0);
process.exitCode = outcomes.every(({ status }) => status === 'passed') ? 0 : 1;
process.stdout.write(`\ntests: ${sum('passed')} passed, ${sum('failed')} failed\n`);
