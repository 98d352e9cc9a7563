/** The waits of one simulated provider, in milliseconds. */
export interface LatencyFit {
	p50Ms: number;
	p99Ms: number;
}

export type Provider = 'deepgram' | 'groq' | 'cartesia';

/** End of speech (plus endpointing) to final transcript; request to first word; text to first sound. */
export const LATENCY_FITS: Record<Provider, LatencyFit> = {
	deepgram: { p50Ms: 150, p99Ms: 300 },
	groq: { p50Ms: 200, p99Ms: 400 },
	cartesia: { p50Ms: 60, p99Ms: 150 },
};

/** `drawn` from the seeded distribution, or `fixed` at the medians. */
export type LatencyMode = 'drawn' | 'fixed';

/** How many standard deviations the 99th percentile of a normal distribution lies above its middle. */
const DEVIATIONS_OF_P99 = 2.326_35;

/** Uniform numbers between 0 and 1 (mulberry32); the same for the same seed. */
export function createRandom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Draws from the log-normal distribution that has the given percentiles. */
export function createLatency(fit: LatencyFit, random: () => number): () => number {
	const deviation = Math.log(fit.p99Ms / fit.p50Ms) / DEVIATIONS_OF_P99;
	return () => {
		const radius = Math.sqrt(-2 * Math.log(1 - random()));
		const normal = radius * Math.cos(2 * Math.PI * random());
		return fit.p50Ms * Math.exp(deviation * normal);
	};
}

/** One independent sequence of waits per provider, so that one provider's traffic does not change another's draws. */
export interface Latencies extends Record<Provider, () => number> {
	/** Begins the sequences of another seed or mode; the waits that are running go on. */
	restart(seed: number, mode: LatencyMode): void;
}

/** Creates the sequences; the same seed gives the same waits. */
export function createLatencies(seed: number, mode: LatencyMode): Latencies {
	let sequences = createSequences(seed, mode);
	return {
		deepgram: () => sequences.deepgram(),
		groq: () => sequences.groq(),
		cartesia: () => sequences.cartesia(),
		restart(nextSeed, nextMode) {
			sequences = createSequences(nextSeed, nextMode);
		},
	};
}

function createSequences(seed: number, mode: LatencyMode): Record<Provider, () => number> {
	const create = (provider: Provider, offset: number): (() => number) => {
		const fit = LATENCY_FITS[provider];
		return mode === 'fixed' ? () => fit.p50Ms : createLatency(fit, createRandom(seed + offset));
	};
	return {
		deepgram: create('deepgram', 1_000_003),
		groq: create('groq', 2_000_003),
		cartesia: create('cartesia', 3_000_017),
	};
}

/** Body of `PUT /latency`: `{ seed, mode }`. Undefined when it is anything else. */
export function parseLatency(body: unknown): { seed: number; mode: LatencyMode } | undefined {
	const { seed, mode } = (body ?? {}) as Record<string, unknown>;
	if (typeof seed !== 'number' || (mode !== 'drawn' && mode !== 'fixed')) return undefined;
	return { seed, mode };
}
