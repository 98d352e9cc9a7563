import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../percentile.ts';

/** One way of reaching n8n. @throws Error when the answer is not a good one */
export type Ask = () => Promise<void>;

/** Milliseconds from request to whole answer. */
export interface Times {
	count: number;
	p50: number;
	p95: number;
}

/** The same load on both ways, `signed` and `webhook`. */
export interface Comparison {
	load: 'one after the other' | 'one every 500 ms' | 'ten at a time';
	signed: Times;
	webhook: Times;
}

const PACE_MS = 500;
const AT_A_TIME = 10;

/** Asks both ways alternately, so that whatever else the machine does hits both alike. */
export async function compare(
	ways: { signed: Ask; webhook: Ask },
	load: Comparison['load'],
	count: number,
): Promise<Comparison> {
	const taken: Record<keyof typeof ways, number[]> = { signed: [], webhook: [] };
	const order = ['signed', 'webhook'] as const;
	const rounds = load === 'ten at a time' ? Math.ceil(count / AT_A_TIME) : count;
	for (let round = 0; round < rounds; round++) {
		for (const way of order) {
			const atOnce = load === 'ten at a time' ? AT_A_TIME : 1;
			const times = await Promise.all(Array.from({ length: atOnce }, () => time(ways[way])));
			taken[way].push(...times);
			if (load === 'one every 500 ms') await sleep(PACE_MS);
		}
	}
	return { load, signed: toTimes(taken.signed), webhook: toTimes(taken.webhook) };
}

async function time(ask: Ask): Promise<number> {
	const startedAt = performance.now();
	await ask();
	return performance.now() - startedAt;
}

const toTimes = (values: readonly number[]): Times => ({
	count: values.length,
	p50: percentile(values, 0.5) ?? NaN,
	p95: percentile(values, 0.95) ?? NaN,
});
