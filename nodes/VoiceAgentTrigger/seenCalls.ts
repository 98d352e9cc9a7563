export interface SeenCalls {
	/** Remembers the call and tells whether it came before. Synchronous, so that of two at once only one is new. */
	add(callId: string): boolean;
}

/**
 * The tool calls that this process has run. n8n does not save what a webhook function writes to static data, so the
 * memory of a process is all there is; the runtime's durable audit log covers a restart.
 *
 * @param limit How many calls are remembered; the oldest are forgotten first.
 */
export function createSeenCalls(limit: number): SeenCalls {
	const seen = new Set<string>();
	return {
		add(callId) {
			if (seen.has(callId)) return true;
			seen.add(callId);
			if (seen.size > limit) {
				const [oldest] = seen;
				if (oldest !== undefined) seen.delete(oldest);
			}
			return false;
		},
	};
}
