import { FRAME_MS } from '../speech/voiced.ts';
import { isVoiced } from './frame.ts';

/** A stretch of voice whose pauses are shorter than `pauseMs`. */
export interface Speech {
	startMs: number;
	/** End of its last voiced frame so far. */
	endMs: number;
	frames: number;
}

/** Listens to one voice and says when it spoke. */
export interface Ear {
	hear(frame: Int16Array, atMs: number): void;
	/** The instants at which voiced frames arrived. */
	heard(): readonly number[];
	/** Every stretch of voice, oldest first; clicks are left out. */
	speech(): readonly Speech[];
	/** End of the last voiced frame; −Infinity before the first. */
	quietSinceMs(): number;
}

/** Fewer voiced frames than this are a click, not speech. */
const clickFrames = 3;

/**
 * @param options.pauseMs - a gap this long ends a stretch of speech; shorter ones are the gaps between words. Default 300.
 */
export function createEar({ pauseMs = 300 }: { pauseMs?: number } = {}): Ear {
	const heard: number[] = [];
	const stretches: Speech[] = [];
	const isSpeech = ({ frames }: Speech) => frames >= clickFrames;

	return {
		hear(frame, atMs) {
			if (!isVoiced(frame)) return;
			heard.push(atMs);
			const current = stretches.at(-1);
			if (current && atMs - current.endMs < pauseMs) {
				current.endMs = atMs + FRAME_MS;
				current.frames += 1;
			} else {
				if (current && !isSpeech(current)) stretches.pop();
				stretches.push({ startMs: atMs, endMs: atMs + FRAME_MS, frames: 1 });
			}
		},
		heard: () => heard,
		speech: () => stretches.filter(isSpeech),
		quietSinceMs: () => stretches.findLast(isSpeech)?.endMs ?? -Infinity,
	};
}
