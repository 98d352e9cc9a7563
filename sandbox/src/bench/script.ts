import { createRandom } from '../providers/latency.ts';
import { INTERRUPTION, LONG_QUESTION, QUESTIONS } from '../scenario/benchmark.ts';
import type { CallerTurn } from '../scenario/scenario.ts';

/** Latency turns of one call: several calls instead of a long one also give several greetings and interruptions. */
export const TURNS_PER_CALL = 8;
const INTERRUPT_AFTER_MS = 2000;

/** The turns of the calls of a run, the same for every contender and seed; the last turn of each call interrupts. */
export function createScripts(turns: number, seed: number): CallerTurn[][] {
	const random = createRandom(seed);
	const calls = Math.ceil(turns / TURNS_PER_CALL);
	return Array.from({ length: calls }, (_, call) => {
		const count = Math.min(TURNS_PER_CALL, turns - call * TURNS_PER_CALL);
		const asked = shuffle(QUESTIONS, random).slice(0, count - 1);
		return [
			...asked.map((say) => ({ say })),
			{ say: LONG_QUESTION },
			{ say: INTERRUPTION, interruptAfterMs: INTERRUPT_AFTER_MS },
		];
	});
}

function shuffle<Item>(items: readonly Item[], random: () => number): Item[] {
	return items
		.map((item) => ({ item, order: random() }))
		.sort((left, right) => left.order - right.order)
		.map(({ item }) => item);
}
