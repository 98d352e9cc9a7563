import { FRAME_MS } from '../speech/voiced.ts';
import { isVoiced } from './frame.ts';

/** A stretch of voice; the gaps between its words are shorter than 300 ms. */
export interface Speech {
	startMs: number;
	/** End of its last voiced frame so far. */
	endMs: number;
	/** How many of its frames are voiced. */
	frames: number;
}

/** Listens to one voice and says when it spoke. */
export interface Ear {
	hear(frame: Int16Array, atMs: number): void;
	/** The instants at which voiced frames arrived. */
	heard(): readonly number[];
	/** The stretches of voice in what was heard after this instant, oldest first; clicks are left out. */
	speech(afterMs: number): Speech[];
	/** End of the last voiced frame that is no click; −Infinity before the first. */
	quietSinceMs(): number;
}

const PAUSE_MS = 300;

/** Fewer voiced frames than this are a click, not speech. */
const CLICK_FRAMES = 3;

export function createEar(): Ear {
	const heard: number[] = [];
	let quietSinceMs = -Infinity;
	return {
		hear(frame, atMs) {
			if (!isVoiced(frame)) return;
			heard.push(atMs);
			const isSpeech = atMs - (heard.at(-CLICK_FRAMES) ?? -Infinity) < PAUSE_MS;
			if (isSpeech) quietSinceMs = atMs + FRAME_MS;
		},
		heard: () => heard,
		speech(afterMs) {
			const stretches = toStretches(heard.slice(heard.findLastIndex((at) => at <= afterMs) + 1));
			return stretches.filter(({ frames }) => frames >= CLICK_FRAMES);
		},
		quietSinceMs: () => quietSinceMs,
	};
}

function toStretches(instants: readonly number[]): Speech[] {
	const stretches: Speech[] = [];
	for (const atMs of instants) {
		const current = stretches.at(-1);
		if (current && atMs - current.endMs < PAUSE_MS) {
			current.endMs = atMs + FRAME_MS;
			current.frames += 1;
		} else {
			stretches.push({ startMs: atMs, endMs: atMs + FRAME_MS, frames: 1 });
		}
	}
	return stretches;
}
