import type { TurnProfile } from '../../../../contract/session.ts';
import { VAD_WINDOW_MS } from '../../providers/vad/vad.ts';

/** How long the agent waits for more words, and how soon it yields. Milliseconds. */
export interface TurnTiming {
	/** From the caller's last sound to the agent's turn. */
	endDelayMs: number;
	/** The same behind words without a period. */
	unendedDelayMs: number;
	/**
	 * The same when the words say that more must follow, as after "and". Also the longest that the rhythm of a caller who
	 * pauses may stretch {@link TurnTiming.endDelayMs}.
	 */
	openEndDelayMs: number;
	/**
	 * Speech of the caller after which the agent falls silent; it goes on if no words follow. Whole windows of the VAD,
	 * because anything between two of them waits for the next.
	 */
	interruptionMinDurationMs: number;
}

/**
 * The three ways to take turns. Model and voice start before the delay is over, so that about 300 ms of it cost no
 * latency.
 */
export const turnProfiles: Readonly<Record<TurnProfile, TurnTiming>> = {
	fast: {
		endDelayMs: 150,
		unendedDelayMs: 500,
		openEndDelayMs: 700,
		interruptionMinDurationMs: 3 * VAD_WINDOW_MS,
	},
	balanced: {
		endDelayMs: 250,
		unendedDelayMs: 800,
		openEndDelayMs: 1200,
		interruptionMinDurationMs: 4 * VAD_WINDOW_MS,
	},
	patient: {
		endDelayMs: 700,
		unendedDelayMs: 1500,
		openEndDelayMs: 2500,
		interruptionMinDurationMs: 10 * VAD_WINDOW_MS,
	},
};
