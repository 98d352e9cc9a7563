import { slice } from '../../speech/pcm.ts';
import type { Pcm } from '../../speech/pcm.ts';
import type { Recognition, Recogniser } from '../../speech/recogniser.ts';
import { FRAME_MS, voicedFrames } from '../../speech/voiced.ts';

/** Pauses inside a phrase are shorter, unless the way here has stretched them. */
const PAUSE_FRAMES = 30;

/**
 * Recognises an utterance as a whole, or else what follows its last long pause: a sound that is no phrase must not
 * spoil the phrase after it.
 */
export function recogniseUtterance(recogniser: Recogniser, sound: Pcm): Recognition | undefined {
	const whole = recogniser.recognise(sound);
	if (whole) return whole;
	const fromMs = endOfLastPause(voicedFrames(sound)) * FRAME_MS;
	const rest = fromMs > 0 ? recogniser.recognise(slice(sound, fromMs)) : undefined;
	return (
		rest && {
			...rest,
			words: rest.words.map(({ text, startMs, endMs }) => ({
				text,
				startMs: startMs + fromMs,
				endMs: endMs + fromMs,
			})),
		}
	);
}

/** The frame with which speech goes on after the last long pause; 0 when there is none between two voiced frames. */
function endOfLastPause(voiced: readonly boolean[]): number {
	let previous = Infinity;
	let end = 0;
	for (const [frame, isVoiced] of voiced.entries()) {
		if (!isVoiced) continue;
		if (frame - previous > PAUSE_FRAMES) end = frame;
		previous = frame;
	}
	return end;
}
