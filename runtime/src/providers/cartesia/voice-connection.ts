import { openVoiceSocket, type VoiceSocket } from './voice-socket.ts';

/** The one socket of a call process, shared by all contexts, kept open between them and replaced when it breaks. */
export interface VoiceConnection {
	/** Opens the socket ahead of the first words. */
	prewarm(): void;
	/** @throws APIStatusError, APITimeoutError or APIConnectionError when Cartesia cannot be reached. */
	socket(): Promise<VoiceSocket>;
	close(): void;
}

/** A socket that was closed sooner was refused rather than idle, and is not reopened before it is needed. */
const SHORTEST_LIFE_MS = 5000;

/** @param options - `now`: Milliseconds on a monotonic clock. */
export function createVoiceConnection(options: {
	url: string;
	headers: Record<string, string>;
	now: () => number;
}): VoiceConnection {
	const closing = new AbortController();
	let current: Promise<VoiceSocket> | undefined;

	function connect(): Promise<VoiceSocket> {
		if (current) return current;
		const startedAt = options.now();
		const attempt = openVoiceSocket({
			...options,
			signal: closing.signal,
			onGone: () => {
				forget(attempt);
				// Cartesia closes idle sockets; the next answer shall not wait for a new one.
				if (options.now() - startedAt > SHORTEST_LIFE_MS) prewarm();
			},
		});
		current = attempt;
		attempt.catch(() => forget(attempt));
		return attempt;
	}

	function forget(attempt: Promise<VoiceSocket>): void {
		if (current === attempt) current = undefined;
	}

	function prewarm(): void {
		if (!closing.signal.aborted) connect().catch(() => undefined);
	}

	return {
		prewarm,
		socket: connect,
		close() {
			closing.abort();
			current?.then((socket) => socket.close()).catch(() => undefined);
		},
	};
}
