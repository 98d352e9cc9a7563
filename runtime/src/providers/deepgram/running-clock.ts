/** A clock that stands still while this process does, on a suspended or crowded machine: nobody else kept it waiting then. */
export interface RunningClock {
	/** Milliseconds; looking often makes it exact. */
	now(): number;
}

/**
 * @param lookEveryMs - How often it is looked at when the process runs; longer gaps count no more than twice as much.
 * @param now - Milliseconds on a monotonic clock.
 */
export function createRunningClock(lookEveryMs: number, now: () => number): RunningClock {
	let ranMs = 0;
	let lookedAt = now();
	return {
		now() {
			const lookingAt = now();
			ranMs += Math.min(lookingAt - lookedAt, 2 * lookEveryMs);
			lookedAt = lookingAt;
			return ranMs;
		},
	};
}
