import { concatenate, durationMs, silence, slice } from './pcm.ts';
import type { Pcm } from './pcm.ts';
import { FRAME_MS, voicedFrames } from './voiced.ts';

/** A stretch without voice inside a sound, in milliseconds from its start. */
export interface Pause {
	startMs: number;
	endMs: number;
}

/** The longest pause between two voiced frames: where the comma of a sentence is. Undefined when there is none. */
export function longestPause(sound: Pcm): Pause | undefined {
	let longest: Pause | undefined;
	let lastVoiced: number | undefined;
	for (const [frame, isVoiced] of voicedFrames(sound).entries()) {
		if (!isVoiced) continue;
		const pause = { startMs: ((lastVoiced ?? frame) + 1) * FRAME_MS, endMs: frame * FRAME_MS };
		lastVoiced = frame;
		const isLonger = !longest || pause.endMs - pause.startMs > longest.endMs - longest.startMs;
		if (pause.endMs > pause.startMs && isLonger) longest = pause;
	}
	return longest;
}

/**
 * Lengthens the longest pause of a sound to this.
 *
 * @throws TypeError when there is no pause in it
 */
export function lengthenPause(sound: Pcm, pauseMs: number): Pcm {
	const pause = longestPause(sound);
	if (!pause) throw new TypeError('There is no pause in the sound.');
	const addedMs = Math.max(0, pauseMs - (pause.endMs - pause.startMs));
	return concatenate([
		slice(sound, 0, pause.endMs),
		silence(addedMs, sound.sampleRate),
		slice(sound, pause.endMs, durationMs(sound)),
	]);
}
