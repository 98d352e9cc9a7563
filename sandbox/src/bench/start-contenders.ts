import { cacheFolder } from '../launch/cache-folder.ts';
import type { Progress } from '../launch/progress.ts';
import type { Simulation } from '../launch/providers.ts';
import type { Supervisor } from '../launch/supervise.ts';
import { startVoiceStack, type VoiceStack } from '../launch/voice-stack.ts';
import type { BenchArguments } from './arguments.ts';
import type { Contender } from './contenders/contender.ts';
import { createEcho } from './contenders/echo.ts';
import { createOurs } from './contenders/ours.ts';
import { startStock } from './contenders/stock.ts';

/** What every part of the benchmark gets. */
export interface BenchOptions {
	wanted: BenchArguments;
	repository: string;
	/** Of this run only. */
	folder: string;
	supervisor: Supervisor;
	progress: Progress;
	env: Record<string, string | undefined>;
	signal: AbortSignal;
}

export interface StartedContenders {
	stack: VoiceStack;
	contenders: Contender[];
}

/** Nobody listens there: no tool is called. */
const NO_N8N = 'http://127.0.0.1:9/webhook';

/** Starts livekit-server, the providers and the agents that take part. */
export async function startContenders(
	options: BenchOptions,
	simulation: Simulation,
): Promise<StartedContenders> {
	const { wanted, repository, folder, supervisor, progress, env } = options;
	const stack = await startVoiceStack({
		...{ repository, folder, supervisor, progress, env, simulation },
		cache: cacheFolder(env),
		n8nWebhookUrl: NO_N8N,
		// As in production.
		runtimeFrom: 'build',
		runtimeVariables: { MAX_SESSIONS: '200', GROQ_REQUESTS_AT_ONCE: String(wanted.requests) },
	});
	const { liveKit, providers, runtime } = stack;
	const start = { repository, supervisor, liveKit, env };
	const contenders: Contender[] = [];
	for (const name of wanted.agents) {
		if (name === 'ours') contenders.push(createOurs(runtime, wanted));
		else if (name === 'echo') contenders.push(createEcho(start));
		else {
			const stock = { ...start, providers: providers.variables };
			contenders.push(await progress.step(`stock agent (${name})`, () => startStock(name, stock)));
		}
	}
	return { stack, contenders };
}
