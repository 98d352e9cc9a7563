import { energy } from '../speech/pcm.ts';
import { FRAME_MS, VOICED_ENERGY } from '../speech/voiced.ts';

/** The rate of everything a caller sends and hears, in hertz: Opus's own, so nothing is resampled on the way. */
export const CALL_RATE = 48_000;

/** Samples of one 10 ms frame. */
export const FRAME_SAMPLES = (CALL_RATE * FRAME_MS) / 1000;

export const isVoiced = (frame: Int16Array): boolean => energy(frame) > VOICED_ENERGY;

/** Cuts 48 kHz samples into frames that own their buffer (the native side reads the whole buffer); the last is padded with silence. */
export function toFrames(samples: Int16Array): Int16Array[] {
	return Array.from({ length: Math.ceil(samples.length / FRAME_SAMPLES) }, (_, index) => {
		const frame = new Int16Array(FRAME_SAMPLES);
		frame.set(samples.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES));
		return frame;
	});
}
