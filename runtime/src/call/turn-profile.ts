import type { TurnProfile } from '../../../contract/session.ts';

/** How long the agent waits for more words, and how soon it yields. Milliseconds. */
interface TurnTiming {
	/** From the caller's last sound to the agent's turn, when a final transcript is there. */
	minDelay: number;
	/** The same when the transcript stays away. */
	maxDelay: number;
	/** Speech of the caller that stops the agent; shorter sounds are a cough or an "mhm". */
	interruptionMinDuration: number;
}

/**
 * The three ways to take turns. The model and the voice start before the delay is over, so that up to about 300 ms of
 * it cost no latency.
 */
export const turnProfiles: Readonly<Record<TurnProfile, TurnTiming>> = {
	fast: { minDelay: 0, maxDelay: 1000, interruptionMinDuration: 250 },
	balanced: { minDelay: 300, maxDelay: 1500, interruptionMinDuration: 300 },
	patient: { minDelay: 800, maxDelay: 3000, interruptionMinDuration: 500 },
};
