import { percentile, summarise } from './percentile.ts';

describe('percentile', () => {
	it('is the least value that at least the share does not exceed', () => {
		const values = [40, 10, 30, 20];
		expect([0.25, 0.26, 0.5, 0.9, 1].map((share) => percentile(values, share))).toEqual([
			10, 20, 20, 40, 40,
		]);
	});

	it('is the largest of a hundred at 0.991 and the second largest at 0.99', () => {
		const values = Array.from({ length: 100 }, (_, index) => index + 1);
		expect(percentile(values, 0.99)).toBe(99);
		expect(percentile(values, 0.991)).toBe(100);
	});

	it('leaves the values in their order and knows none of nothing', () => {
		const values = [3, 1, 2];
		percentile(values, 0.5);
		expect(values).toEqual([3, 1, 2]);
		expect(percentile([], 0.5)).toBeUndefined();
		expect(summarise([])).toBeUndefined();
	});

	it('is summed up as count, P50, P90 and P99', () => {
		expect(summarise([5, 1, 4, 2, 3])).toEqual({ count: 5, p50: 3, p90: 5, p99: 5 });
	});
});
