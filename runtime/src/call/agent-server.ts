import { setTimeout as sleep } from 'node:timers/promises';
import { AgentServer, InferenceRunner, ServerOptions, initializeLogger } from '@livekit/agents';
import type { Logger } from 'pino';
import { VoiceAgentError } from '../../../contract/error.ts';
import { CHANNEL_SECRET_VARIABLE, CHANNEL_URL_VARIABLE } from '../channel/messages.ts';
import type { Config } from '../config.ts';
import { skipDeadProcesses } from './process-pool.ts';

const REGISTRATION_LIMIT_MS = 15_000;
/** LiveKit answers a registration a moment before its dispatcher knows of it, and a dispatch in between is lost. */
const SETTLE_MS = 300;
/** Resident, shared pages included. A call needs about 130 MB of it; what needs three times as much leaks. */
const JOB_MEMORY_LIMIT_MB = 400;
const LEAST_FREE_BYTES = 200 * 1024 * 1024;
/** The framework's 10 s are too short for a machine on which other things start at the same moment. */
const START_LIMIT_MS = 60_000;
const LOAD_REPORT_LIMIT_MS = 6000;

/** The LiveKit worker inside the service process: it accepts jobs and forks one call process for each. */
export interface WorkerServer {
	/**
	 * Resolves when LiveKit knows the worker.
	 *
	 * @throws VoiceAgentError `livekit_unauthorized` or `livekit_unreachable`.
	 */
	start(): Promise<void>;
	/** Whether LiveKit gives this worker calls: connected and not draining. */
	registered(): boolean;
	/** Whether LiveKit was told to bring no more calls: as many run as may, or memory is short. */
	full(): boolean;
	/** Takes no new calls and waits for the running ones, at most `timeoutMs`. */
	drain(timeoutMs: number): Promise<void>;
	/** Ends the running calls and disconnects. */
	close(): Promise<void>;
}

export interface AgentServerOptions {
	config: Pick<Config, 'liveKit' | 'agentName' | 'maxSessions' | 'logLevel' | 'production'>;
	/** Path of what a call process runs: `main.ts` beside this file, or what was built from it. */
	callProgram: string;
	/** The loopback channel that the calls report to. */
	channel: { url: string; secret: string };
	/** The environment that call processes inherit; the channel is added to it. */
	env: Record<string, string | undefined>;
	logger: Logger;
	/** Milliseconds; the clock by default. */
	now?: () => number;
}

/** Creates the worker; nothing runs before `start`. One per process. */
export function createAgentServer(options: AgentServerOptions): WorkerServer {
	const { config, env, logger } = options;
	const now = options.now ?? Date.now;
	env[CHANNEL_URL_VARIABLE] = options.channel.url;
	env[CHANNEL_SECRET_VARIABLE] = options.channel.secret;
	// They would win over AGENT_NAME, and then no dispatch finds this worker.
	delete env.LIVEKIT_AGENT_NAME;
	delete env.LIVEKIT_AGENT_NAME_OVERRIDE;

	// Below debug the framework writes what callers say into its messages.
	initializeLogger({
		pretty: !config.production && process.stdout.isTTY,
		level: config.logLevel === 'debug' ? 'debug' : 'warn',
	});
	turnOffInferenceProcess();

	// The framework has no way to ask, but it reports its load every 2.5 s as long as it is connected and not draining.
	let connectedAt = -Infinity;
	const registered = (): boolean => now() - connectedAt < LOAD_REPORT_LIMIT_MS;
	let load = 0;

	const serverOptions = new ServerOptions({
		agent: options.callProgram,
		wsURL: config.liveKit.url,
		apiKey: config.liveKit.apiKey,
		apiSecret: config.liveKit.apiSecret,
		agentName: config.agentName,
		// Only then does port 0 mean a free port; all other differences of the mode are set below.
		production: false,
		// The framework's own health server cannot be turned off; /readyz speaks for it.
		host: '127.0.0.1',
		port: 0,
		numIdleProcesses: 1,
		loadThreshold: 1,
		loadFunc: (worker) => {
			connectedAt = now();
			const isShort = process.availableMemory() < LEAST_FREE_BYTES;
			load = isShort ? 1 : Math.min(1, worker.activeJobs.length / config.maxSessions);
			return Promise.resolve(load);
		},
		// Until the first registration a failure is an answer; afterwards the connection is tried for ever.
		maxRetry: 0,
		initializeProcessTimeout: START_LIMIT_MS,
		shutdownProcessTimeout: 15_000,
		sessionEndTimeout: 10_000,
		jobMemoryWarnMB: JOB_MEMORY_LIMIT_MB * 0.8,
		jobMemoryLimitMB: JOB_MEMORY_LIMIT_MB,
	});
	const server = new AgentServer(serverOptions);
	assertNoInferenceProcess();

	return {
		async start() {
			skipDeadProcesses();
			let timer: NodeJS.Timeout | undefined;
			const known = new Promise<void>((resolve, reject) => {
				server.event.once('worker_registered', () => {
					serverOptions.maxRetry = Infinity;
					connectedAt = now();
					resolve();
				});
				timer = setTimeout(
					() => reject(new Error('no registration in time')),
					REGISTRATION_LIMIT_MS,
				);
			});
			const stopped = server.run().then(() => {
				throw new Error('the worker stopped');
			});
			stopped.catch((error: unknown) => logger.debug({ error }, 'worker stopped'));
			try {
				await Promise.race([known, stopped]);
				await sleep(SETTLE_MS);
			} catch (error) {
				await server.close();
				throw registrationFailure(error);
			} finally {
				clearTimeout(timer);
			}
		},
		registered,
		full: () => load >= 1,
		async drain(timeoutMs) {
			await server.drain(timeoutMs).catch((error: unknown) => {
				logger.warn({ error }, 'calls were still running when the time to drain was over');
			});
		},
		async close() {
			connectedAt = -Infinity;
			await server.close();
		},
	};
}

/**
 * Keeps the framework from forking a process of 290 MB for a turn detector that the calls do not use: an entry that is
 * there but not enumerable is neither replaced nor counted.
 */
function turnOffInferenceProcess(): void {
	if ('lk_eot_audio' in InferenceRunner.registeredRunners) return;
	Object.defineProperty(InferenceRunner.registeredRunners, 'lk_eot_audio', {
		value: 'off',
		enumerable: false,
	});
}

function assertNoInferenceProcess(): void {
	const runners = Object.keys(InferenceRunner.registeredRunners);
	if (runners.length > 0) {
		throw new TypeError(
			`@livekit/agents now registers ${runners.join(', ')}; see agent-server.ts.`,
		);
	}
}

function registrationFailure(cause: unknown): VoiceAgentError {
	const message = cause instanceof Error ? cause.message : String(cause);
	if (/\b40[13]\b/.test(message)) {
		return new VoiceAgentError(
			'livekit_unauthorized',
			'LiveKit refused LIVEKIT_API_KEY or LIVEKIT_API_SECRET. Use a key and a secret that belong together and to the project of LIVEKIT_URL.',
			{ cause },
		);
	}
	return new VoiceAgentError(
		'livekit_unreachable',
		'LiveKit cannot be reached at LIVEKIT_URL. Check the address and that the server is running.',
		{ cause },
	);
}
