import type { Provider } from './latency.ts';

/** One thing that a simulated provider was asked or has answered. Holds no key. */
export interface LoggedRequest {
	/** Milliseconds since the epoch. */
	atMs: number;
	provider: Provider;
	/** For example `listen`, `transcript`, `chat.completions`, `tts`. */
	what: string;
	detail: Record<string, unknown>;
}

export interface RequestLog {
	add(provider: Provider, what: string, detail?: Record<string, unknown>): void;
	/** Oldest first. */
	entries(): readonly LoggedRequest[];
}

const KEPT = 2000;

/**
 * Remembers the newest requests so that a test can see what was asked.
 *
 * @param onRequest - Told of each request as it comes in.
 */
export function createRequestLog(onRequest?: (request: LoggedRequest) => void): RequestLog {
	const entries: LoggedRequest[] = [];
	return {
		add(provider, what, detail = {}) {
			const entry = { atMs: Date.now(), provider, what, detail };
			entries.push(entry);
			if (entries.length > KEPT) entries.shift();
			onRequest?.(entry);
		},
		entries: () => entries,
	};
}
