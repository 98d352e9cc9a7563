import type { LatencySummary, TurnLatency } from '../../../contract/session.ts';
import { percentile } from '../telemetry/percentile.ts';

/** Percentiles (nearest rank) of the total latency of a session's turns. */
export function summariseLatency(turns: TurnLatency[]): LatencySummary {
	const totals = turns.map(({ totalMs }) => totalMs).sort((left, right) => left - right);
	return {
		turns,
		p50Ms: percentile(totals, 0.5),
		p90Ms: percentile(totals, 0.9),
		p99Ms: percentile(totals, 0.99),
	};
}
