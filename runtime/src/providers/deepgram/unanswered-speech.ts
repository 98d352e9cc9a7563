import { loudness } from '../sound/loudness.ts';

/** Knows since when speech has been waiting for any word from the recogniser. */
export interface UnansweredSpeech {
	hear(chunk: Int16Array): void;
	/** @param unfinished - A transcript that is not final yet must be followed by more. */
	answered(unfinished: boolean): void;
	/** Milliseconds since the first unanswered speech; 0 when nothing waits. */
	waitingMs(): number;
}

/** Of {@link loudness}. Background noise stays below; a recogniser hears fainter speech too. */
const LOUD = 0.01;
/** A click is shorter. */
const SPEECH_MS = 150;

/** @param now - Milliseconds on a monotonic clock. */
export function createUnansweredSpeech(sampleRate: number, now: () => number): UnansweredSpeech {
	let loudMs = 0;
	let since: number | undefined;
	return {
		hear(chunk) {
			if (since !== undefined) return;
			const lengthMs = (chunk.length / sampleRate) * 1000;
			loudMs = Math.max(0, loudMs + (loudness(chunk) > LOUD ? lengthMs : -lengthMs));
			if (loudMs >= SPEECH_MS) since = now();
		},
		answered(unfinished) {
			loudMs = 0;
			since = unfinished ? now() : undefined;
		},
		waitingMs: () => (since === undefined ? 0 : now() - since),
	};
}
