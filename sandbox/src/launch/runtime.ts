import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from './free-port.ts';
import type { StartedProcess, Supervisor } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

export interface RuntimeOptions {
	supervisor: Supervisor;
	repository: string;
	/** Gets the database. */
	folder: string;
	/** `source` runs the TypeScript files, `build` the bundle that `npm run build:runtime` made of them. */
	from: 'source' | 'build';
	liveKit: { url: string; apiKey: string; apiSecret: string };
	/** n8n's `…/webhook`. */
	n8nWebhookUrl: string;
	/** The variables of the three providers: keys, and base URLs when they are simulated. */
	providers: Record<string, string>;
	/** PATH and the like. */
	env: Record<string, string | undefined>;
	/** Default: a free one. */
	port?: number;
	/** Replaces single variables; undefined leaves one out. */
	variables?: Record<string, string | undefined>;
	/** Default 60000. */
	readyTimeoutMs?: number;
	onLine?: (line: string) => void;
}

export interface Runtime {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** What the n8n credential holds. */
	apiKey: string;
	signingSecret: string;
	process(): StartedProcess;
	/** SIGTERM, as a deployment does it. */
	stop(): Promise<void>;
	/** SIGKILL to the service and its calls. */
	kill(): Promise<void>;
	/** Stops what still runs and starts again on the same port and database. */
	restart(variables?: Record<string, string | undefined>): Promise<void>;
}

/**
 * Those of the container; call processes inherit them. A small young generation saves 25 MB in each process, and an old one
 * that is looked through early keeps the sound of a long call from piling up.
 */
export const NODE_FLAGS = [
	'--disable-warning=ExperimentalWarning',
	'--max-semi-space-size=2',
	'--initial-old-space-size=32',
];
/** Also the container's: glibc would give each thread a heap of its own, 25 MB in all that hold next to nothing. */
export const MEMORY_VARIABLES = { MALLOC_ARENA_MAX: '1' };
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'];

/**
 * Starts the runtime as its own process and waits until it is ready for calls.
 *
 * @throws VoiceAgentError with what the runtime printed when it ends or does not become ready.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
	const { supervisor, repository, folder, liveKit, env } = options;
	const port = options.port ?? (await freePorts(1))[0] ?? 0;
	const url = `http://127.0.0.1:${port}`;
	const apiKey = randomBytes(24).toString('hex');
	const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
	await mkdir(folder, { recursive: true });

	const settings = {
		...Object.fromEntries(PASSED_ON.map((name) => [name, env[name]])),
		LIVEKIT_URL: liveKit.url,
		LIVEKIT_API_KEY: liveKit.apiKey,
		LIVEKIT_API_SECRET: liveKit.apiSecret,
		N8N_WEBHOOK_BASE_URL: options.n8nWebhookUrl,
		N8N_WEBHOOK_SECRET: signingSecret,
		RUNTIME_API_KEY: apiKey,
		PORT: String(port),
		PUBLIC_URL: url,
		DATABASE_URL: `file:${join(folder, 'voice-agent.db')}`,
		NODE_ENV: 'production',
		...MEMORY_VARIABLES,
		...options.providers,
		...options.variables,
	};
	const entry = options.from === 'source' ? 'src/main.ts' : 'dist/main.js';
	const start = async (variables: Record<string, string | undefined> = {}) => {
		const child = supervisor.start({
			name: 'runtime',
			command: process.execPath,
			args: [...NODE_FLAGS, join(repository, 'runtime', entry)],
			env: { ...settings, ...variables },
			cwd: folder,
			graceMs: 20_000,
			...(options.onLine === undefined ? {} : { onLine: options.onLine }),
		});
		await waitUntil(async () => (await fetch(`${url}/readyz`)).ok, {
			what: 'the runtime to be ready for calls',
			timeoutMs: options.readyTimeoutMs ?? 60_000,
			failure: () => {
				const ended = child.ended();
				return ended === undefined ? undefined : `The runtime ${ended}.`;
			},
			detail: () => child.output().slice(-4_000),
		}).catch(async (error: unknown) => {
			await child.stop();
			throw error;
		});
		return child;
	};

	let child = await start();
	return {
		...{ url, apiKey, signingSecret },
		process: () => child,
		stop: () => child.stop(),
		kill: () => child.kill(),
		async restart(variables) {
			await child.stop();
			child = await start(variables);
		},
	};
}
