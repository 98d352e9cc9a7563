import { setTimeout as sleep } from 'node:timers/promises';
import { LONG_QUESTION, QUESTIONS } from '../scenario/benchmark.ts';
import type { Contender } from './contenders/contender.ts';
import { placeCalls } from './crowd/place-calls.ts';
import { summarise, type Summary } from './percentile.ts';
import { readProcessTree } from './process-tree.ts';

/** How one number of simultaneous calls went. */
export interface CapacityStep {
	calls: number;
	/** Calls that got no greeting or lost a turn. */
	failed: number;
	latency?: Summary;
	/** Memory that each call adds to the idle process tree, while all of them run. */
	addedMbPerCall?: number;
	/** Cores that the agent's process tree uses. */
	cores?: number;
}

/** How many calls one agent carries on this machine. */
export interface CapacityResult {
	name: string;
	title: string;
	/** The P90 that the callers accept. */
	budgetMs: number;
	steps: CapacityStep[];
	/** The most calls that stayed within the budget; 0 when not even one did. */
	calls: number;
	/** Why it went no further. */
	endedBy: 'budget' | 'failures' | 'limit';
}

const STEPS = [1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 200];
const TURNS = [...QUESTIONS.slice(0, 4), LONG_QUESTION].map((say) => ({ say }));
const DEADLINE_MS = 90_000;
const REST_MS = 600;
/** Idle processes are forked anew after the calls of a step. */
const PAUSE_MS = 4000;
/** When every call of a step has begun and none has ended. */
const LOOK_AFTER_MS = 14_000;
const SHARE_THAT_MAY_FAIL = 0.1;

/**
 * Places more and more calls at the same time until the callers wait too long or calls fail. The callers, the simulated
 * providers and livekit-server share the machine with the agent, so that a machine that only runs agents carries more.
 */
export async function runCapacity(
	contender: Contender,
	options: {
		budgetMs: number;
		mostCalls: number;
		env: Record<string, string | undefined>;
		signal: AbortSignal;
		onStep: (step: CapacityStep) => void;
	},
): Promise<CapacityResult> {
	const { budgetMs, mostCalls, onStep } = options;
	const result: CapacityResult = {
		...{ name: contender.name, title: contender.title, budgetMs },
		...{ steps: [], calls: 0, endedBy: 'limit' },
	};
	for (const calls of STEPS.filter((count) => count <= mostCalls)) {
		await sleep(PAUSE_MS, undefined, { signal: options.signal });
		const step = await takeStep(contender, calls, options);
		result.steps.push(step);
		onStep(step);
		if (step.failed > calls * SHARE_THAT_MAY_FAIL) return { ...result, endedBy: 'failures' };
		if ((step.latency?.p90 ?? Infinity) > budgetMs) return { ...result, endedBy: 'budget' };
		result.calls = calls;
	}
	return result;
}

async function takeStep(
	contender: Contender,
	count: number,
	options: { env: Record<string, string | undefined>; signal: AbortSignal },
): Promise<CapacityStep> {
	const idle = await look(contender);
	const open = await Promise.all(Array.from({ length: count }, () => contender.openCall()));
	try {
		const calls = open.map(({ url, token }) => ({ url, token }));
		const talking = placeCalls(
			{ calls, turns: TURNS, restMs: REST_MS, deadlineMs: DEADLINE_MS },
			options,
		);
		const looking = watch(contender, options.signal);
		const reports = await talking;
		const usage = await looking;
		const good = reports.filter(({ problems }) => problems.length === 0);
		const latency = summarise(
			reports.flatMap(({ turns }) => turns.flatMap(({ latencyMs }) => latencyMs ?? [])),
		);
		return {
			...{ calls: count, failed: count - good.length },
			...(latency && { latency }),
			...(idle &&
				usage && {
					addedMbPerCall: (usage.pssBytes - idle.pssBytes) / 2 ** 20 / count,
					cores: usage.cores,
				}),
		};
	} finally {
		await Promise.all(open.map((call) => call.close().catch(() => undefined)));
	}
}

async function look(contender: Contender) {
	const pid = contender.pid();
	return pid === undefined ? undefined : readProcessTree(pid);
}

/** Looks twice, five seconds apart, while the calls run. */
async function watch(contender: Contender, signal: AbortSignal) {
	const betweenMs = 5000;
	await sleep(LOOK_AFTER_MS, undefined, { signal });
	const first = await look(contender);
	await sleep(betweenMs, undefined, { signal });
	const last = await look(contender);
	if (!first || !last) return undefined;
	return {
		pssBytes: Math.max(first.pssBytes, last.pssBytes),
		cores: Math.max(0, last.cpuSeconds - first.cpuSeconds) / (betweenMs / 1000),
	};
}
