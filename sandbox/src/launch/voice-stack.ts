import { join } from 'node:path';
import { buildWhenChanged, CLIENT, RUNTIME } from './build.ts';
import { findLiveKitServer } from './find-livekit.ts';
import { freePorts } from './free-port.ts';
import { startLiveKit, type LiveKit } from './livekit.ts';
import type { Progress } from './progress.ts';
import { findProviders, type Providers, type Simulation } from './providers.ts';
import { startRuntime, type Runtime } from './runtime.ts';
import type { Supervisor } from './supervise.ts';

export interface VoiceStackOptions {
	repository: string;
	/** The folder of cacheFolder(). */
	cache: string;
	/** A folder of this run's own. */
	folder: string;
	supervisor: Supervisor;
	progress: Progress;
	/** PATH and the like, and the providers' keys if there are any. */
	env: Record<string, string | undefined>;
	/** n8n's `…/webhook`; nobody needs to listen there when no tool is called. */
	n8nWebhookUrl: string;
	/** Default `build`, as in production. */
	runtimeFrom?: 'source' | 'build';
	/** What the simulated providers play; default the office assistant. */
	simulation?: Simulation;
	/** Further variables of the runtime. */
	runtimeVariables?: Record<string, string>;
}

/** Everything that a call needs, apart from n8n. */
export interface VoiceStack {
	liveKit: LiveKit;
	providers: Providers;
	runtime: Runtime;
}

/**
 * Fetches and builds what is missing, then starts livekit-server, the providers' simulation when there are no keys,
 * and the runtime with its talk page. The supervisor stops it all.
 */
export async function startVoiceStack(options: VoiceStackOptions): Promise<VoiceStack> {
	const { repository, cache, folder, supervisor, progress, env, n8nWebhookUrl } = options;
	const { runtimeFrom = 'build', simulation } = options;
	const build = { repository, env };
	const [port = 0] = await freePorts(1);
	const [program, providers] = await Promise.all([
		progress.step('livekit-server', (note) => findLiveKitServer({ env, cache, fetch, note })),
		progress.step('speech, language and voice providers', () =>
			findProviders(env, { repository, supervisor, ...(simulation && { simulation }) }),
		),
		progress.step('talk page built', () => buildWhenChanged(CLIENT, build)),
		runtimeFrom === 'build' &&
			progress.step('runtime built', () => buildWhenChanged(RUNTIME, build)),
	]);
	const liveKit = await progress.step(`livekit-server started (${program.origin})`, () =>
		startLiveKit({
			...{ program, supervisor, env },
			webhookUrl: `http://127.0.0.1:${port}/livekit/webhooks`,
		}),
	);
	const runtime = await progress.step('runtime started', () =>
		startRuntime({
			...{ supervisor, repository, from: runtimeFrom, liveKit, env, port, n8nWebhookUrl },
			folder: join(folder, 'runtime'),
			providers: providers.variables,
			...(options.runtimeVariables === undefined ? {} : { variables: options.runtimeVariables }),
		}),
	);
	return { providers, liveKit, runtime };
}
