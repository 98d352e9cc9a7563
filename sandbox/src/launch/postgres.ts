import { randomBytes } from 'node:crypto';
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePorts } from './free-port.ts';
import { runStatement } from './postgres-database.ts';
import { runCommand, type CommandOptions } from './run-command.ts';
import type { StartedProcess, Supervisor } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

/** PostgreSQL refuses to run as root; this is the user "nobody" nearly everywhere. */
const NOBODY = 65_534;
const ADMINISTRATOR = 'administrator';
/** The machine may lose the data, the server may not; and nothing of a killed server stays outside of its folder. */
const SETTINGS = {
	fsync: 'off',
	full_page_writes: 'off',
	shared_buffers: '16MB',
	dynamic_shared_memory_type: 'mmap',
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
};

export interface PostgresOptions {
	/** The folder of findPostgres(). */
	programs: string;
	supervisor: Supervisor;
	env: Record<string, string | undefined>;
}

/** Whose processes they are; empty for this process's own user. */
type Owner = Pick<CommandOptions, 'uid' | 'gid'>;

export interface Postgres {
	/** `postgres://…` of an administrator; databases are made with `createPostgresDatabase`. */
	readonly url: string;
	/** Ends the server and all its connections at once, as a crash does. */
	crash(): Promise<void>;
	/** Starts it again after a crash, with its data and on its port. */
	restart(): Promise<void>;
	/** Ends the server and removes all its data. */
	stop(): Promise<void>;
}

/** Starts a PostgreSQL server of one's own on the loopback interface, with a password, in a temporary folder. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
	const { supervisor } = options;
	const asRoot = process.getuid?.() === 0;
	const owner: Owner = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
	const env = { ...options.env, LC_ALL: 'C' };
	const folder = await mkdtemp(join(tmpdir(), 'voice-agent-postgres-'));
	const data = join(folder, 'data');
	const password = randomBytes(12).toString('hex');
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, password);
	if (asRoot) {
		for (const path of [folder, passwordFile]) await chown(path, NOBODY, NOBODY);
	}
	const programs = await runnable(options.programs, { folder, env, owner });
	await runCommand(
		join(programs, 'initdb'),
		[
			...['--pgdata', data, '--username', ADMINISTRATOR, '--pwfile', passwordFile],
			...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
		],
		{ env, cwd: folder, timeoutMs: 60_000, ...owner },
	);
	const [port = 0] = await freePorts(1);
	const url = `postgres://${ADMINISTRATOR}:${password}@127.0.0.1:${port}/postgres`;

	const start = async (): Promise<StartedProcess> => {
		const child = supervisor.start({
			name: 'postgres',
			command: join(programs, 'postgres'),
			args: [
				...['-D', data, '-p', String(port)],
				...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
			],
			env,
			cwd: folder,
			...owner,
			// Without a word to its clients, which SIGTERM would wait for.
			stopSignal: 'SIGQUIT',
		});
		await waitUntil(() => runStatement(url, 'select 1').then(() => true), {
			what: `PostgreSQL (${programs}) to answer`,
			timeoutMs: 30_000,
			failure: () => {
				const ended = child.ended();
				return ended === undefined ? undefined : `PostgreSQL (${programs}) ${ended}.`;
			},
			detail: () => child.output().slice(-2_000),
		});
		return child;
	};
	let running = await start();

	return {
		url,
		crash: () => running.stop(),
		async restart() {
			running = await start();
		},
		async stop() {
			await running.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** Root's own folders, such as its cache, are closed to others: then a copy is run. */
async function runnable(
	programs: string,
	{ folder, env, owner }: { folder: string } & Pick<CommandOptions, 'env'> & { owner: Owner },
): Promise<string> {
	if (owner.uid === undefined) return programs;
	try {
		await runCommand(join(programs, 'postgres'), ['--version'], { env, cwd: folder, ...owner });
		return programs;
	} catch {
		// The libraries are found from where the programs are.
		await cp(dirname(programs), join(folder, 'postgresql'), {
			recursive: true,
			verbatimSymlinks: true,
		});
		return join(folder, 'postgresql', basename(programs));
	}
}
