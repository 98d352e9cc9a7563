/** Root mean square of 16-bit samples, from 0 to 1. */
export function loudness(samples: Int16Array): number {
	let sum = 0;
	for (const sample of samples) sum += sample * sample;
	return Math.sqrt(sum / Math.max(1, samples.length)) / 32_768;
}
