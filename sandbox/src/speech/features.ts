import { createPowerSpectrum } from './power-spectrum.ts';
import type { Pcm } from './pcm.ts';
import { resample } from './resample.ts';

const SAMPLE_RATE = 16_000;
const WINDOW = 400;
const HOP = 160;
const FFT_SIZE = 512;
const BANDS = 26;
const LOWEST_HZ = 100;
/** Opus and the resamplers of a call leave the band above this alone only in part. */
const HIGHEST_HZ = 6500;
/** Frames this far below the loudest one are pauses or noise; without them a pause may be of any length. */
const QUIET_DB = 32;
/** Share of the loudest frame's band energy that is added to every band: hides the codec's and the line's noise. */
const FLOOR = 0.01;
/** Cepstral coefficients per frame. The zeroth, loudness, is left out, which makes gain irrelevant. */
export const COEFFICIENTS = 12;

const powerSpectrum = createPowerSpectrum(FFT_SIZE);

const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hertz = (value: number): number => 700 * (10 ** (value / 2595) - 1);

const hamming = Float64Array.from(
	{ length: WINDOW },
	(_, index) => 0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (WINDOW - 1)),
);

const bandEdges = Array.from({ length: BANDS + 2 }, (_, index) => {
	const at = mel(LOWEST_HZ) + ((mel(HIGHEST_HZ) - mel(LOWEST_HZ)) * index) / (BANDS + 1);
	return (hertz(at) * FFT_SIZE) / SAMPLE_RATE;
});

/** Triangular bands, evenly spaced in mel. */
const bands = Array.from({ length: BANDS }, (_, band) => {
	const [left = 0, center = 0, right = 0] = bandEdges.slice(band, band + 3);
	const weights: { bin: number; weight: number }[] = [];
	for (let bin = Math.ceil(left); bin < right; bin++) {
		const rising = (bin - left) / (center - left);
		const falling = (right - bin) / (right - center);
		weights.push({ bin, weight: Math.min(rising, falling) });
	}
	return weights;
});

const cosines = Array.from({ length: COEFFICIENTS }, (_, index) =>
	Float64Array.from({ length: BANDS }, (__, band) =>
		Math.cos((Math.PI * (index + 1) * (band + 0.5)) / BANDS),
	),
);

/**
 * Mel-frequency cepstra of a sound's voiced frames, 10 ms apart.
 *
 * @returns One vector of {@link COEFFICIENTS} numbers per voiced frame.
 */
export function features(pcm: Pcm): Float64Array[] {
	const { samples } = resample(pcm, SAMPLE_RATE);
	const frames: { bandEnergies: number[]; loudness: number }[] = [];
	const windowed = new Float64Array(FFT_SIZE);
	for (let start = 0; start + WINDOW <= samples.length; start += HOP) {
		for (let index = 0; index < WINDOW; index++) {
			windowed[index] = (samples[start + index] as number) * (hamming[index] as number);
		}
		const spectrum = powerSpectrum(windowed);
		const bandEnergies = bands.map((weights) =>
			weights.reduce((sum, { bin, weight }) => sum + weight * (spectrum[bin] as number), 0),
		);
		frames.push({ bandEnergies, loudness: bandEnergies.reduce((sum, value) => sum + value, 0) });
	}
	const loudest = frames.reduce((most, { loudness }) => Math.max(most, loudness), 0);
	const quiet = loudest * 10 ** (-QUIET_DB / 10);
	const floor = (loudest / BANDS) * FLOOR;
	return frames
		.filter(({ loudness }) => loudness > quiet)
		.map(({ bandEnergies }) => cepstrum(bandEnergies.map((value) => Math.log(value + floor))));
}

const cepstrum = (logarithms: readonly number[]): Float64Array =>
	Float64Array.from(cosines, (weights) => {
		let sum = 0;
		for (let band = 0; band < BANDS; band++)
			sum += (weights[band] as number) * (logarithms[band] as number);
		return sum / BANDS;
	});
