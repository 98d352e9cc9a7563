/**
 * Whether a message was signed before this process began, so that the one before it may have acted on it. The runtime signs
 * every try anew: only a copy of an old request is as old, or one from a clock that is slow.
 *
 * @param timestamp The `webhook-timestamp` header: Unix time in seconds.
 * @param now Milliseconds since the epoch.
 */
export function wasSignedBeforeStart(timestamp: unknown, now: number): boolean {
	// By how long the process has run, because the clock may have been set since it began.
	const startedAt = now - performance.now();
	// A time stamp is cut to the second, and a new process may begin in the one in which the old one has acted.
	return Number(timestamp) < Math.ceil(startedAt / 1000);
}
