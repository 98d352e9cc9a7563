import type { LatencyMode } from '../providers/latency.ts';
import type { Contender } from './contenders/contender.ts';
import { measureCall, type MeasuredCall } from './measure-call.ts';
import { createScripts } from './script.ts';

export interface LatencyRun {
	contenders: readonly Contender[];
	turns: number;
	seed: number;
	/** Of the simulated providers; undefined for real ones. */
	latencies: { mode: LatencyMode; url: string } | undefined;
	env: Record<string, string | undefined>;
	signal: AbortSignal;
	onCall: (contender: Contender, call: MeasuredCall) => void;
	/** Told of a call that could not be placed; the run goes on. */
	onFailure: (contender: Contender, reason: string) => void;
}

/** Lets the machine come to rest between two calls. */
const PAUSE_MS = 1500;
/** More than there are turns in a call. */
const SEEDS_PER_CALL = 100;

/**
 * Places the same calls to every contender, in turn, so that whatever else the machine does hits all alike. The waits
 * of the simulated providers begin anew with each turn, so that every contender meets the same ones.
 */
export async function runLatency(run: LatencyRun): Promise<void> {
	const { contenders, seed, latencies, env, signal } = run;
	const restart = async (call: number, turn: number) => {
		if (!latencies) return;
		await restartLatencies(latencies.url, latencies.mode, seed + call * SEEDS_PER_CALL + turn);
	};
	for (const [index, script] of createScripts(run.turns, seed).entries()) {
		// Another one begins each time: the first call after a pause may find caches cold.
		const order = contenders.map((_, place) => contenders[(place + index) % contenders.length]);
		for (const contender of order) {
			if (!contender) continue;
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
			const turns = script.filter(
				({ interruptAfterMs }) => !contender.answersBriefly || interruptAfterMs === undefined,
			);
			await restart(index, 0);
			const beforeTurn = (turn: number) => void restart(index, turn);
			try {
				run.onCall(contender, await measureCall(contender, { turns, env, signal, beforeTurn }));
			} catch (error) {
				signal.throwIfAborted();
				run.onFailure(contender, error instanceof Error ? error.message : String(error));
			}
		}
	}
}

async function restartLatencies(url: string, mode: LatencyMode, seed: number): Promise<void> {
	await fetch(url, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ mode, seed }),
	});
}
