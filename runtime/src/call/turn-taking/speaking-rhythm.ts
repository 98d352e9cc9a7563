/** How long this caller pauses in the middle of a turn. */
export interface SpeakingRhythm {
	/** @param pauseMs - A pause after which the caller went on. */
	paused(pauseMs: number): void;
	/** The caller has finished a turn without a long pause. */
	finished(): void;
	/** The delay that this caller's pauses ask for, in milliseconds. */
	delayMs(): number;
}

/** Weight of the newest pause. */
const NEWEST = 0.5;
/** A pause is rarely the same twice … */
const MARGIN = 0.15;
/**
 * … and that speech goes on is known 90 to 120 ms later. The rest is for the VAD, which judges both ends of a pause in
 * windows and so measures the same pause up to 70 ms longer or shorter.
 */
const LEAST_MARGIN_MS = 180;
/** How much of what was learned about pauses remains after a turn without one. */
const REMEMBERED = 0.7;
/** Whoever is silent for longer has not paused but stopped. */
const LONGEST_PAUSE_MS = 3000;

/**
 * Learns from the pauses that the usual delay would have taken for the end of a turn.
 *
 * @param options - `shortestMs` is the delay for a caller who never pauses, `longestMs` for one who always does.
 */
export function createSpeakingRhythm(options: {
	shortestMs: number;
	longestMs: number;
}): SpeakingRhythm {
	const { shortestMs, longestMs } = options;
	let typicalMs = 0;
	let hasPaused = false;
	return {
		paused(pauseMs) {
			if (pauseMs < shortestMs || pauseMs > LONGEST_PAUSE_MS) return;
			hasPaused = true;
			typicalMs = typicalMs === 0 ? pauseMs : typicalMs + (pauseMs - typicalMs) * NEWEST;
		},
		finished() {
			if (!hasPaused) typicalMs *= REMEMBERED;
			hasPaused = false;
		},
		delayMs() {
			if (typicalMs < shortestMs) return shortestMs;
			const wantedMs = typicalMs + Math.max(typicalMs * MARGIN, LEAST_MARGIN_MS);
			return Math.min(longestMs, wantedMs);
		},
	};
}
