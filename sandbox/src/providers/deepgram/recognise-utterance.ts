import { slice } from '../../speech/pcm.ts';
import type { Pcm } from '../../speech/pcm.ts';
import type { Recognition, Recogniser } from '../../speech/recogniser.ts';
import { FRAME_MS, voicedFrames } from '../../speech/voiced.ts';

/** Pauses inside a phrase are shorter, unless the way here has stretched them. */
const PAUSE_FRAMES = 30;
const SHORTEST_PAUSE_FRAMES = 5;

/**
 * Recognises an utterance as a whole, or else what follows its last long pause: a sound that is no phrase must not
 * spoil the phrase after it.
 */
export function recogniseUtterance(recogniser: Recogniser, sound: Pcm): Recognition | undefined {
	const whole = recogniser.recognise(sound);
	if (whole) return whole;
	const fromMs = endOfLastPause(voicedFrames(sound), PAUSE_FRAMES) * FRAME_MS;
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

/**
 * The same for an utterance that is over: a sound that is no phrase may also follow one, as what a codec makes up for
 * packets that are late.
 */
export function recogniseEndedUtterance(
	recogniser: Recogniser,
	sound: Pcm,
): Recognition | undefined {
	const recognition = recogniseUtterance(recogniser, sound);
	if (recognition) return recognition;
	const voiced = voicedFrames(sound);
	const tail = endOfLastPause(voiced, SHORTEST_PAUSE_FRAMES);
	return tail > 0 ? recogniser.recognise(slice(sound, 0, tail * FRAME_MS)) : undefined;
}

/** The frame with which speech goes on after the last pause; 0 when there is none between two voiced frames. */
function endOfLastPause(voiced: readonly boolean[], longerThan: number): number {
	let previous = Infinity;
	let end = 0;
	for (const [frame, isVoiced] of voiced.entries()) {
		if (!isVoiced) continue;
		if (frame - previous > longerThan) end = frame;
		previous = frame;
	}
	return end;
}
