/**
 * A percentile by nearest rank: the smallest value that at least this share of the values does not exceed.
 *
 * @param sorted - Ascending.
 * @param share - 0 to 1, for example 0.99.
 * @returns null when there are no values.
 */
export const percentile = (sorted: readonly number[], share: number): number | null =>
	sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
