// What `npm start`, `npm test`, `npm run bench` and `npm run runtime` run. Plain JavaScript without dependencies, because it has
// to work on a fresh clone with any Node from 20: it installs what is missing and goes on with the project's Node 24.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(repository, 'node_modules', '.bin');
const node = join(bin, 'node');
const [command, ...given] = process.argv.slice(2);
const rest = given[0] === '--' ? given.slice(1) : given;

/** A sentence for the person who ran the command; no stack is shown for it. */
class Problem extends Error {}

function checkMachine() {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		throw new Problem(
			`This needs Node 20 or newer to start with; this is ${process.version}. Get it from https://nodejs.org.`,
		);
	}
	if (process.platform === 'win32') {
		throw new Problem('This does not run on Windows itself; please use WSL (wsl --install).');
	}
}

/** Runs a command to its end and keeps its output for the case that it fails. */
function run(program, args, options = {}) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: repository,
			stdio: ['ignore', 'pipe', 'pipe'],
			...options,
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-20_000)));
		}
		const forward = (signal) => child.kill(signal);
		const signals = ['SIGINT', 'SIGTERM'];
		for (const signal of signals) process.on(signal, forward);
		const settle = (code) => {
			for (const signal of signals) process.off(signal, forward);
			resolve({ code, output: output.trim() });
		};
		child.once('error', (error) => {
			output = error.message;
			settle(1);
		});
		child.once('close', (code, signal) => {
			if (signal) process.exit(1);
			settle(code);
		});
	});
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function step(name, advice, program, args) {
	const startedAt = Date.now();
	console.log(`… ${name}`);
	const heartbeat = setInterval(() => console.log(`… ${name}  ${seconds(startedAt)}`), 15_000);
	const { code, output } = await run(program, args);
	clearInterval(heartbeat);
	if (code === 0) return console.log(`✓ ${name}  ${seconds(startedAt)}`);
	// npm names the fault first and explains its usage afterwards; compilers do not say "npm error".
	const lines = output.split('\n');
	const faults = lines.filter((line) => /^npm error\s+\S/.test(line)).slice(0, 15);
	const end = (faults.length > 0 ? faults : lines.slice(-15)).join('\n');
	throw new Problem(`✗ ${name}: "${program} ${args.join(' ')}" failed. ${advice}\n${end}`);
}

/** Compares the lock file with npm's own record of what it has installed. */
function isInstalled() {
	const read = (...path) => JSON.parse(readFileSync(join(repository, ...path), 'utf8')).packages;
	if (!existsSync(join(repository, 'node_modules', '.package-lock.json'))) return false;
	const installed = read('node_modules', '.package-lock.json');
	return Object.entries(read('package-lock.json')).every(
		([path, wanted]) =>
			!path.startsWith('node_modules/') ||
			wanted.optional ||
			wanted.devOptional ||
			(installed[path] !== undefined && installed[path].version === wanted.version),
	);
}

async function hasNode24() {
	const { code, output } = await run(node, ['--version']);
	return code === 0 && output.startsWith('v24.');
}

async function install() {
	if (!isInstalled()) {
		const advice =
			'Its packages come from the npm registry: check the network and `npm config get registry`.';
		const args = ['ci', '--ignore-scripts', '--no-progress', '--loglevel=error'];
		await step("installing the project's packages", advice, 'npm', args);
	}
	if (await hasNode24()) return;
	// The package `node` fetches its program in an install script.
	const advice = 'The project runs on Node 24, which comes as an npm package.';
	await step('fetching Node 24', advice, 'npm', ['rebuild', 'node', '--loglevel=error']);
	if (!(await hasNode24())) {
		throw new Problem(`✗ ${node} is not Node 24. Delete node_modules and run this again.`);
	}
}

/** Two commands in one checkout must not install at the same time. */
async function withLock(work) {
	const key = createHash('sha256').update(repository).digest('hex').slice(0, 16);
	const path = join(tmpdir(), `voice-agent-install-${key}.lock`);
	for (let waited = false; ; waited = true) {
		try {
			writeFileSync(path, String(process.pid), { flag: 'wx' });
			break;
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		const holder = Number(existsSync(path) ? readFileSync(path, 'utf8') : 0);
		if (holder > 0 && !existsProcess(holder)) {
			rmSync(path, { force: true });
			continue;
		}
		if (!waited) console.log(`… waiting for process ${holder}, which is installing`);
		await sleep(250);
	}
	const release = () => rmSync(path, { force: true });
	process.once('exit', release);
	await work();
	process.off('exit', release);
	release();
}

function existsProcess(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** Hands over to Node 24; signals go to it, and its exit code becomes ours. */
function handOver(args, variables = {}) {
	const path = `${bin}${delimiter}${process.env.PATH ?? ''}`;
	const env = { ...variables, ...process.env, PATH: path };
	const child = spawn(node, args, { cwd: repository, stdio: 'inherit', env });
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
		process.on(signal, () => child.kill(signal));
	child.once('error', (error) => {
		console.error(`✗ ${node} cannot be run: ${error.message}`);
		process.exit(1);
	});
	child.once('exit', (code) => process.exit(code ?? 1));
}

const quiet = '--disable-warning=ExperimentalWarning';
const commands = {
	start: () => handOver([quiet, 'sandbox/src/start.ts', ...rest]),
	test: () => handOver([quiet, 'sandbox/src/check.ts', ...rest]),
	bench: () => handOver([quiet, 'sandbox/src/bench/main.ts', ...rest]),
	async runtime() {
		const advice = 'Its output names the fault.';
		await step('building the runtime', advice, 'npm', ['run', 'build:runtime']);
		await step('building the talk page', advice, 'npm', ['run', 'build:client']);
		const memory = ['--max-semi-space-size=2', '--initial-old-space-size=32'];
		const flags = [quiet, ...memory, '--env-file-if-exists=.env'];
		handOver([...flags, 'runtime/dist/main.js', ...rest], { MALLOC_ARENA_MAX: '1' });
	},
};

try {
	if (!Object.hasOwn(commands, command ?? '')) {
		throw new Problem(`Usage: node sandbox/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
	}
	checkMachine();
	await withLock(install);
	await commands[command]();
} catch (error) {
	console.error(error instanceof Problem ? error.message : error);
	process.exitCode = 1;
}
