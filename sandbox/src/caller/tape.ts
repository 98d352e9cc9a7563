import { CALL_RATE, FRAME_SAMPLES } from './frame.ts';
import type { Pcm } from '../speech/pcm.ts';

/** A recording whose first sample is the beginning of the call. */
export interface Tape {
	/** Appends a frame that was sent or heard at this instant of the call. */
	put(frame: Int16Array, atMs: number): void;
	pcm(): Pcm;
}

/** Frames come in small bursts whenever a machine is busy; only a gap longer than this is a hole in the sound. */
const holeMs = 500;

export function createTape(): Tape {
	const placed: { position: number; frame: Int16Array }[] = [];
	let end = 0;
	return {
		put(frame, atMs) {
			const position = Math.round((atMs / 1000) * CALL_RATE);
			const isHole = placed.length === 0 || position - end > (holeMs / 1000) * CALL_RATE;
			if (isHole) end = position;
			placed.push({ position: end, frame });
			end += frame.length;
		},
		pcm() {
			const samples = new Int16Array(Math.max(end, FRAME_SAMPLES));
			for (const { position, frame } of placed) samples.set(frame, position);
			return { samples, sampleRate: CALL_RATE };
		},
	};
}

/** Two sounds of one sample rate heard together. */
export function mix(one: Pcm, other: Pcm): Pcm {
	const samples = Int16Array.from(
		{ length: Math.max(one.samples.length, other.samples.length) },
		(_, index) =>
			Math.max(-32_768, Math.min(32_767, (one.samples[index] ?? 0) + (other.samples[index] ?? 0))),
	);
	return { samples, sampleRate: one.sampleRate };
}
