import type { TurnLatency } from '../../../contract/session.ts';
import type { CallReport } from '../caller/call-report.ts';
import { placeCallInOwnProcess } from '../caller/own-process.ts';
import type { CallerTurn } from '../scenario/scenario.ts';
import type { Contender } from './contenders/contender.ts';
import { readProcessTree, type TreeUsage } from './process-tree.ts';

/** One call as both sides measured it. */
export interface MeasuredCall {
	report: CallReport;
	/** What the agent itself measured; empty when it tells nothing. */
	agentTurns: TurnLatency[];
	/** The agent's processes before the call. */
	idle: TreeUsage | undefined;
	/** The same while an answer plays, when nothing is being timed: the first and the last one of the call. */
	looks: { atMs: number; usage: TreeUsage }[];
}

/** Short, because the answers are: every second counts in a long run. */
const REST_MS = 400;

/** Places one call to a contender and looks at its processes meanwhile. */
export async function measureCall(
	contender: Contender,
	options: {
		turns: readonly CallerTurn[];
		env: Record<string, string | undefined>;
		signal: AbortSignal;
		/** Told while each answer plays, before its next turn. */
		beforeTurn: (turn: number) => void;
	},
): Promise<MeasuredCall> {
	const { turns, env, signal } = options;
	const look = async () => {
		const pid = contender.pid();
		return pid === undefined ? undefined : readProcessTree(pid);
	};
	const idle = await look();
	const call = await contender.openCall();
	const looks: Promise<MeasuredCall['looks'][number] | undefined>[] = [];
	let agentTurns: TurnLatency[] = [];
	let report: CallReport;
	try {
		report = await placeCallInOwnProcess({
			...{ url: call.url, token: call.token, turns: [...turns], env, signal, restMs: REST_MS },
			deadlineMs: 30_000 + turns.length * 15_000,
			onEvent(event) {
				if (event.kind !== 'turn') return;
				options.beforeTurn(event.turn + 1);
				if (event.turn !== 0 && event.turn !== turns.length - 1) return;
				looks.push(look().then((usage) => usage && { atMs: event.atMs, usage }));
			},
		});
	} finally {
		agentTurns = await call.close();
	}
	const seen = (await Promise.all(looks)).filter((entry) => entry !== undefined);
	return { report, agentTurns, idle, looks: seen };
}
