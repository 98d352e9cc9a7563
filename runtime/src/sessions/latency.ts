import type { LatencySummary, TurnLatency } from '../../../contract/session.ts';

/** Percentiles (nearest rank) of the total latency of a session's turns. */
export function summariseLatency(turns: TurnLatency[]): LatencySummary {
	const totals = turns.map(({ totalMs }) => totalMs).sort((left, right) => left - right);
	const percentile = (share: number): number | null =>
		totals[Math.max(0, Math.ceil(share * totals.length) - 1)] ?? null;
	return { turns, p50Ms: percentile(0.5), p90Ms: percentile(0.9), p99Ms: percentile(0.99) };
}
