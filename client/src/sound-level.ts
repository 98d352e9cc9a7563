/** Measures how loud a sound is, continuously and without delaying it. */
export interface SoundLevel {
	/** 0 for silence to 1 for a loud voice. */
	read(): number;
}

/** Listens to a node of the audio graph. */
export function createSoundLevel(context: AudioContext, source: AudioNode): SoundLevel {
	const analyser = context.createAnalyser();
	analyser.fftSize = 512;
	source.connect(analyser);
	const samples = new Float32Array(analyser.fftSize);
	return {
		read() {
			analyser.getFloatTimeDomainData(samples);
			return loudness(samples);
		},
	};
}

/** Maps samples to what an ear would call their loudness: -55 dBFS and below is 0, -10 dBFS and above 1. */
export function loudness(samples: Float32Array | readonly number[]): number {
	let sum = 0;
	for (const sample of samples) sum += sample ** 2;
	const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
	return Math.min(1, Math.max(0, (decibels + 55) / 45));
}
