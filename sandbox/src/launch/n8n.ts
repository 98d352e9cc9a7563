import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-port.ts';
import { withThisNode, type N8nProgram } from './install-n8n.ts';
import { signInToN8n, type N8nApi } from './n8n-api.ts';
import { n8nEnvironment, N8N_OWNER } from './n8n-settings.ts';
import { createN8nWorkflows, type N8nWorkflows } from './n8n-workflows.ts';
import { runCommand } from './run-command.ts';
import type { StartedProcess, Supervisor } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

export interface N8nOptions {
	program: N8nProgram;
	supervisor: Supervisor;
	/** A folder of this run's own: n8n's database and packages. */
	folder: string;
	/** The file that `npm pack` made of our package, which is put where n8n puts installed packages. */
	packageTarball: string;
	/** The name in the package's package.json. */
	packageName: string;
	/** PATH and the like; n8n sees nothing else of this machine's environment. */
	env: Record<string, string | undefined>;
	/** Default: a free one. */
	port?: number;
	/** Further n8n settings, for example N8N_EXPRESSION_ENGINE. */
	settings?: Record<string, string>;
}

export interface N8n extends N8nWorkflows {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** `<url>/webhook`: what the runtime's N8N_WEBHOOK_BASE_URL is. */
	webhookUrl: string;
	owner: typeof N8N_OWNER;
	api(): N8nApi;
	process(): StartedProcess;
	/** Stops n8n and starts it again on the same port and folder. */
	restart(): Promise<void>;
	stop(): Promise<void>;
}

const PASSED_ON = ['HOME', 'LANG', 'TMPDIR', 'TZ'];

/** Starts an n8n of one's own with our package installed and waits until its owner is signed in. */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const { program, supervisor, folder, env } = options;
	const [freePort = 0, brokerPort = 0] = await freePorts(2);
	const port = options.port ?? freePort;
	const url = `http://127.0.0.1:${port}`;
	await unpack(options);

	const environment = {
		...Object.fromEntries(PASSED_ON.map((name) => [name, env[name]])),
		PATH: withThisNode(env).PATH,
		// Saves a second of each start after the first.
		NODE_COMPILE_CACHE: join(program.modules, '..', 'compile-cache'),
		...n8nEnvironment({ folder, port, brokerPort, encryptionKey: randomBytes(24).toString('hex') }),
		...options.settings,
	};
	const start = async () => {
		const child = supervisor.start({
			name: 'n8n',
			command: process.execPath,
			args: [program.script, 'start'],
			env: environment,
			// n8n reads a .env file in its working directory.
			cwd: folder,
		});
		const failure = () => {
			const ended = child.ended();
			return ended === undefined ? undefined : `n8n ${ended}.`;
		};
		await waitUntil(async () => (await fetch(`${url}/healthz/readiness`)).ok, {
			...{ what: 'n8n to be ready', timeoutMs: 120_000, code: 'n8n_unreachable', failure },
			detail: () => child.output().slice(-3_000),
		});
		// Routes are added a moment after n8n says that it is ready.
		const api = await waitUntil(() => signInToN8n(url), {
			...{ what: 'n8n to accept its owner', timeoutMs: 30_000, failure },
			detail: () => child.output().slice(-3_000),
		});
		return { child, api };
	};

	let current = await start();
	return {
		...createN8nWorkflows(() => current.api),
		url,
		webhookUrl: `${url}/webhook`,
		owner: N8N_OWNER,
		api: () => current.api,
		process: () => current.child,
		async restart() {
			await current.child.stop();
			current = await start();
		},
		stop: () => current.child.stop(),
	};
}

async function unpack({ folder, packageName, packageTarball, env }: N8nOptions): Promise<void> {
	const target = join(folder, '.n8n', 'nodes', 'node_modules', packageName);
	await mkdir(target, { recursive: true });
	const args = ['xzf', packageTarball, '-C', target, '--strip-components=1'];
	await runCommand('tar', args, { env });
}
