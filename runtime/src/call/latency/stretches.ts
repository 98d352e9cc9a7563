import type { AudioFrame } from '@livekit/rtc-node';
import { loudness } from '../../providers/sound/loudness.ts';

/** Sound is judged in stretches of this length, in milliseconds. */
export const STRETCH_MS = 10;
/** Root mean square (0 to 1) below which nobody hears a voice: −46 dB. */
export const AUDIBLE = 0.005;

/** Cuts frames of one track into stretches of 10 ms; what is left over waits for the next frame. */
export function createStretches(): (frame: Pick<AudioFrame, 'data' | 'sampleRate'>) => number[] {
	let rest = new Int16Array();
	/** @returns the loudness of each whole stretch, root mean square from 0 to 1. */
	return ({ data, sampleRate }) => {
		const size = Math.round((sampleRate * STRETCH_MS) / 1000);
		const samples = new Int16Array(rest.length + data.length);
		samples.set(rest);
		samples.set(data, rest.length);
		const count = Math.floor(samples.length / size);
		rest = samples.slice(count * size);
		return Array.from({ length: count }, (_, index) =>
			loudness(samples.subarray(index * size, (index + 1) * size)),
		);
	};
}
