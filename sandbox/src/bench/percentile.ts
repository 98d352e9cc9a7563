/**
 * The nearest-rank percentile: the least value that at least this share of the values does not exceed.
 *
 * @param share - 0 to 1.
 * @returns undefined when there are no values.
 */
export function percentile(values: readonly number[], share: number): number | undefined {
	const sorted = [...values].sort((left, right) => left - right);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** What the benchmark says of a set of measurements, in their unit. */
export interface Summary {
	count: number;
	p50: number;
	p90: number;
	p99: number;
}

/** @returns undefined when there are no values. */
export function summarise(values: readonly number[]): Summary | undefined {
	const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(values, share));
	if (p50 === undefined || p90 === undefined || p99 === undefined) return undefined;
	return { count: values.length, p50, p90, p99 };
}
