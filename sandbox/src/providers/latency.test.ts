import { createLatencies, LATENCY_FITS } from './latency.ts';
import type { Provider } from './latency.ts';

const PROVIDERS: Provider[] = ['deepgram', 'groq', 'cartesia'];

const percentile = (sorted: number[], share: number): number =>
	sorted[Math.floor(sorted.length * share)] ?? NaN;

describe('simulated latency', () => {
	it.each(PROVIDERS)('of %s has its P50 and P99 over 5000 draws', (provider) => {
		const draw = createLatencies(42, 'drawn')[provider];
		const drawn = Array.from({ length: 5000 }, draw).sort((a, b) => a - b);
		const { p50Ms, p99Ms } = LATENCY_FITS[provider];
		expect(Math.abs(percentile(drawn, 0.5) / p50Ms - 1)).toBeLessThan(0.03);
		expect(Math.abs(percentile(drawn, 0.99) / p99Ms - 1)).toBeLessThan(0.06);
	});

	it('is the same for the same seed and different for another', () => {
		const draw = (seed: number) => Array.from({ length: 5 }, createLatencies(seed, 'drawn').groq);
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
	});

	it('begins anew when it is told to', () => {
		const latencies = createLatencies(7, 'drawn');
		const before = [latencies.groq(), latencies.groq()];
		latencies.restart(7, 'drawn');
		expect([latencies.groq(), latencies.groq()]).toEqual(before);
		latencies.restart(7, 'fixed');
		expect(latencies.groq()).toBe(200);
	});

	it('can be fixed at the medians', () => {
		expect(PROVIDERS.map((name) => createLatencies(1, 'fixed')[name]())).toEqual([150, 200, 60]);
	});
});
