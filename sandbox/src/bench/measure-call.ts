import type { CallReport } from '../caller/call-report.ts';
import { placeCallInOwnProcess } from '../caller/own-process.ts';
import type { CallerTurn } from '../scenario/scenario.ts';
import type { Contender } from './contenders/contender.ts';
import { readProcessTree, type TreeUsage } from './process-tree.ts';

/** One call as both sides measured it. */
export interface MeasuredCall {
	report: CallReport;
	/** What the agent itself measured, one per answer; empty when it tells nothing. */
	agentLatenciesMs: number[];
	/** Of the agent's process tree: before the call, after its first answer began, after its last one began. */
	usage: { idle: TreeUsage; first: TreeUsage | undefined; last: TreeUsage | undefined };
	/** Between the two looks at the running call. */
	observedMs: number;
}

/** Short, because the answers are: every second counts in a long run. */
const REST_MS = 400;

/** Places one call to a contender and looks at its processes while its answers play, when nothing is being timed. */
export async function measureCall(
	contender: Contender,
	options: {
		turns: readonly CallerTurn[];
		env: Record<string, string | undefined>;
		signal: AbortSignal;
		/** Told before each turn but the first. */
		beforeTurn: (turn: number) => void;
	},
): Promise<MeasuredCall> {
	const { turns, env, signal } = options;
	const idle = await readProcessTree(contender.pid);
	const looks: { at: number; usage: Promise<TreeUsage> }[] = [];
	const call = await contender.openCall();
	let report: CallReport;
	try {
		report = await placeCallInOwnProcess({
			...{ url: call.url, token: call.token, turns: [...turns], env, signal, restMs: REST_MS },
			deadlineMs: 30_000 + turns.length * 20_000,
			onEvent(event) {
				if (event.kind !== 'turn') return;
				options.beforeTurn(event.turn + 1);
				if (event.turn !== 0 && event.turn !== turns.length - 1) return;
				looks.push({ at: event.atMs, usage: readProcessTree(contender.pid) });
			},
		});
	} finally {
		await Promise.allSettled(looks.map(({ usage }) => usage));
	}
	const { agentLatenciesMs } = await call.close();
	const [first, last] = [looks[0], looks.at(-1)];
	return {
		...{ report, agentLatenciesMs },
		usage: { idle, first: await first?.usage, last: await last?.usage },
		observedMs: first && last ? last.at - first.at : 0,
	};
}
