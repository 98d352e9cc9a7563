import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSupervisor } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

const env = { PATH: process.env.PATH };

/** A leader with a child in its group; both print their ids. The leader's answer to SIGTERM is `onTerm`. */
const family = (onTerm: string) => `
	const { spawn } = require('node:child_process');
	const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
	process.on('SIGTERM', () => { ${onTerm} });
	console.log('pids ' + process.pid + ' ' + child.pid);
	setInterval(() => undefined, 1000);
`;

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

const allGone = (pids: readonly number[]) =>
	waitUntil(() => Promise.resolve(!pids.some(isAlive)), {
		what: 'the processes to end',
		timeoutMs: 5_000,
	});

async function pidsIn(output: () => string): Promise<number[]> {
	const line = await waitUntil(
		() => Promise.resolve(/pids (\d+) (\d+)/.exec(output()) ?? undefined),
		{
			what: 'the process ids',
			timeoutMs: 10_000,
		},
	);
	return [Number(line[1]), Number(line[2])];
}

describe('a supervisor', () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'supervise-'));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	const startFamily = (onTerm: string, graceMs: number) =>
		createSupervisor({ logFolder: folder }).start({
			...{ name: 'family', command: process.execPath, env, graceMs },
			args: ['-e', family(onTerm)],
		});

	it('lets a process end by itself and then ends the children that it left behind', async () => {
		const leader = startFamily('process.exit(7)', 10_000);
		const pids = await pidsIn(leader.output);

		await leader.stop();

		expect(leader.ended()).toBe('ended with code 7');
		await allGone(pids);
		expect(await readFile(join(folder, 'family.log'), 'utf8')).toContain('pids');
	});

	it('asks with another signal where a process wants one', async () => {
		const leader = createSupervisor({ logFolder: folder }).start({
			...{ name: 'own', command: process.execPath, env, stopSignal: 'SIGQUIT' },
			args: ['-e', `process.on('SIGQUIT', () => process.exit(3)); ${family('')}`],
		});
		await pidsIn(leader.output);

		await leader.stop();

		expect(leader.ended()).toBe('ended with code 3');
	});

	it('kills the group of a process that does not end within its grace period', async () => {
		const leader = startFamily('', 200);
		const pids = await pidsIn(leader.output);

		await leader.stop();

		expect(leader.ended()).toBe('was ended by SIGKILL');
		await allGone(pids);
	});

	it('stops all of its own processes and no other', async () => {
		const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
		const supervisor = createSupervisor({ logFolder: folder });
		const children = ['first', 'second'].map((name) =>
			supervisor.start({
				...{ name, command: process.execPath, env, graceMs: 5_000 },
				args: ['-e', family('process.exit(0)')],
			}),
		);
		const pids = (await Promise.all(children.map(({ output }) => pidsIn(output)))).flat();

		await supervisor.stopAll();

		await allGone(pids);
		expect(isAlive(stranger.pid ?? 0)).toBe(true);
		stranger.kill('SIGKILL');
	});

	it('says why a program could not be started', async () => {
		const child = createSupervisor({ logFolder: folder }).start({
			...{ name: 'nothing', command: join(folder, 'no-such-program'), args: [], env },
		});

		expect(await child.exited).toMatch(/could not be started: .*ENOENT/);
	});

	it('leaves nothing behind when the process that supervises is killed', async () => {
		const supervise = fileURLToPath(new URL('./supervise.ts', import.meta.url));
		const script = `
			const { createSupervisor } = await import(${JSON.stringify(supervise)});
			createSupervisor({ logFolder: ${JSON.stringify(folder)} }).start({
				name: 'family', command: process.execPath, env: process.env,
				args: ['-e', ${JSON.stringify(family(''))}],
				onLine: (line) => console.log(line),
			});
		`;
		const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { env });
		let output = '';
		parent.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		const pids = await pidsIn(() => output);

		parent.kill('SIGKILL');

		await allGone(pids);
		expect(pids.some(isAlive)).toBe(false);
	});
});
