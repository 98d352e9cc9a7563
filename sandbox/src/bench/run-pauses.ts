import { setTimeout as sleep } from 'node:timers/promises';
import type { TurnReport } from '../caller/call-report.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Contender } from './contenders/contender.ts';
import { measureCall } from './measure-call.ts';
import { summarise, type Summary } from './percentile.ts';

/** How one agent treats callers who pause in mid-sentence. */
export interface PauseFigures {
	name: string;
	title: string;
	/** One for each length of pause. */
	pauses: { pauseMs: number; turns: number; cutOff: number }[];
	/** Of the turns that were not cut off: last sound of the caller → first sound of the answer. */
	latency?: Summary;
}

const PAUSES_MS = [300, 500, 700, 1000];
const PAUSE_BETWEEN_CALLS_MS = 1500;

/**
 * Lets callers pause for 300, 500, 700 and 1000 ms in the middle of each sentence and counts the turns in which the agent
 * began to speak before the sentence was over. The same sentences in the same order for every agent, in turn.
 *
 * @param options - `scenario`: Whose sentences are said.
 * `sentences`: How many of them, per agent and length of pause.
 */
export async function runPauses(options: {
	contenders: readonly Contender[];
	scenario: Scenario;
	sentences: number;
	env: Record<string, string | undefined>;
	signal: AbortSignal;
	onCall: (contender: Contender, turns: readonly TurnReport[]) => void;
}): Promise<PauseFigures[]> {
	const { contenders, scenario, env, signal } = options;
	const taken = new Map<Contender, { pauseMs: number; turn: TurnReport }[]>(
		contenders.map((contender) => [contender, []]),
	);
	for (const pauseMs of PAUSES_MS) {
		for (const [contender, heard] of taken) {
			await sleep(PAUSE_BETWEEN_CALLS_MS, undefined, { signal });
			const said = scenario.turns.slice(0, options.sentences);
			const turns = said.map((turn) => ({ ...turn, pauseMs }));
			const { report } = await measureCall(contender, {
				turns,
				env,
				signal,
				beforeTurn: () => undefined,
			});
			heard.push(...report.turns.map((turn) => ({ pauseMs, turn })));
			options.onCall(contender, report.turns);
		}
	}
	return [...taken].map(([{ name, title }, heard]) => ({
		...{ name, title },
		pauses: PAUSES_MS.map((pauseMs) => countCutOff(pauseMs, heard)),
		...withLatency(heard.map(({ turn }) => turn)),
	}));
}

function countCutOff(pauseMs: number, heard: readonly { pauseMs: number; turn: TurnReport }[]) {
	const turns = heard.filter((one) => one.pauseMs === pauseMs && one.turn.saidUntilMs !== null);
	const cutOff = turns.filter(({ turn }) => turn.cutOffAtMs !== null).length;
	return { pauseMs, turns: turns.length, cutOff };
}

function withLatency(turns: readonly TurnReport[]): { latency?: Summary } {
	const whole = turns.filter(({ cutOffAtMs }) => cutOffAtMs === null);
	const latency = summarise(whole.flatMap(({ latencyMs }) => latencyMs ?? []));
	return latency ? { latency } : {};
}
