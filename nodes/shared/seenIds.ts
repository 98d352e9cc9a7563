export interface SeenIds {
	/** Remembers the id and tells whether it came before. Synchronous, so that of two at once only one is new. */
	add(id: string): boolean;
	has(id: string): boolean;
}

/**
 * The messages for which this process has run something. n8n does not save what a webhook function writes to static data,
 * so the memory of a process is all there is; {@link wasSignedBeforeStart} covers a restart.
 *
 * @param limit How many are remembered; the oldest are forgotten first.
 */
export function createSeenIds(limit: number): SeenIds {
	const seen = new Set<string>();
	return {
		has: (id) => seen.has(id),
		add(id) {
			if (seen.has(id)) return true;
			seen.add(id);
			if (seen.size > limit) {
				const [oldest] = seen;
				if (oldest !== undefined) seen.delete(oldest);
			}
			return false;
		},
	};
}

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
