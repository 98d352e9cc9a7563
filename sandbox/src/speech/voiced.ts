import { concatenate, energy, silence } from './pcm.ts';
import type { Pcm } from './pcm.ts';

/** Frames of this length are judged as voiced or silent. */
export const FRAME_MS = 10;
/** Root mean square (0 to 1) above which a frame holds speech; Deepgram's plugin drops long stretches below 0.004. */
export const VOICED_ENERGY = 0.005;

/** One entry per whole frame: whether it holds speech. */
export function voicedFrames({ samples, sampleRate }: Pcm, threshold = VOICED_ENERGY): boolean[] {
	const size = (sampleRate * FRAME_MS) / 1000;
	return Array.from({ length: Math.floor(samples.length / size) }, (_, index) => {
		const start = Math.round(index * size);
		return energy(samples.subarray(start, Math.round(start + size))) > threshold;
	});
}

/**
 * Cuts silence off both ends, and shortens pauses in between.
 *
 * @param longestPauseMs - A multiple of 10; what is left of a longer pause.
 */
export function tightenPauses(pcm: Pcm, longestPauseMs: number): Pcm {
	const voiced = voicedFrames(pcm);
	const size = (pcm.sampleRate * FRAME_MS) / 1000;
	const longest = longestPauseMs / FRAME_MS;
	const parts: Pcm[] = [];
	let pause = 0;
	for (let index = voiced.indexOf(true); index >= 0 && index <= voiced.lastIndexOf(true); index++) {
		pause = voiced[index] ? 0 : pause + 1;
		if (pause > longest) continue;
		const samples = pcm.samples.subarray(Math.round(index * size), Math.round((index + 1) * size));
		parts.push({ samples, sampleRate: pcm.sampleRate });
	}
	return parts.length === 0 ? silence(0, pcm.sampleRate) : concatenate(parts);
}
