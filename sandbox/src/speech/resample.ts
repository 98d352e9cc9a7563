import type { Pcm } from './pcm.ts';

/** Zero crossings of the sinc on each side; 16 keeps the stop band more than 60 dB down. */
const ZERO_CROSSINGS = 16;

const blackman = (position: number): number =>
	0.42 + 0.5 * Math.cos(Math.PI * position) + 0.08 * Math.cos(2 * Math.PI * position);

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

// The loops below run once per sample; a global is slow to reach inside Jest.
const { round } = Math;

/** Changes the sample rate with a windowed sinc, band-limited to the lower of the two rates. */
export function resample(pcm: Pcm, sampleRate: number): Pcm {
	if (pcm.sampleRate === sampleRate) return pcm;
	const step = pcm.sampleRate / sampleRate;
	const cutoff = Math.min(1, 1 / step);
	const reach = ZERO_CROSSINGS / cutoff;
	const input = pcm.samples;
	const output = new Int16Array(Math.floor(input.length / step));
	const weightsAt = createWeights(pcm.sampleRate, sampleRate, cutoff, reach);

	for (let index = 0; index < output.length; index++) {
		const { first, weights } = weightsAt(index);
		let sum = 0;
		for (let tap = 0; tap < weights.length; tap++) {
			sum += (input[first + tap] ?? 0) * (weights[tap] as number);
		}
		output[index] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : round(sum);
	}
	return { samples: output, sampleRate };
}

/** The filter repeats after as many outputs as the reduced ratio has phases, so each phase is computed once. */
function createWeights(from: number, to: number, cutoff: number, reach: number) {
	const phases = to / greatestCommonDivisor(from, to);
	const known = new Map<number, Float64Array>();
	return (index: number): { first: number; weights: Float64Array } => {
		const center = (index * from) / to;
		const first = Math.ceil(center - reach);
		const phase = index % phases;
		let weights = known.get(phase);
		if (!weights) {
			weights = new Float64Array(Math.floor(2 * reach)).map((_, tap) => {
				const distance = first + tap - center;
				return cutoff * sinc(distance * cutoff) * blackman(distance / reach);
			});
			known.set(phase, weights);
		}
		return { first, weights };
	};
}

const greatestCommonDivisor = (a: number, b: number): number =>
	b === 0 ? a : greatestCommonDivisor(b, a % b);
