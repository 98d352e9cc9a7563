import { APIConnectionError, type APIError } from '@livekit/agents';
import { openSocket } from '../socket/open-socket.ts';
import { parseVoiceMessage, type VoiceMessage } from './voice-message.ts';

/** What a context is told. */
export interface ContextListener {
	onMessage: (message: VoiceMessage) => void;
	/** The socket broke; nothing more comes. */
	onBroken: (error: APIError) => void;
}

/** One open WebSocket to Cartesia, shared by contexts. */
export interface VoiceSocket {
	/** By context id. */
	contexts: Map<string, ContextListener>;
	send(message: Record<string, unknown>): void;
	/** Breaks the socket, for when nothing comes over it any more. */
	fail(error: APIError): void;
	close(): void;
}

/** Keeps the path through firewalls open, and finds a dead socket before it is needed. */
const PING_EVERY_MS = 20_000;
const HANDSHAKE_TIMEOUT_MS = 2000;

/**
 * Opens the socket.
 *
 * @param options - `onGone`: Called once when it is of no more use.
 * @throws APIStatusError, APITimeoutError or APIConnectionError.
 */
export async function openVoiceSocket(options: {
	url: string;
	headers: Record<string, string>;
	signal: AbortSignal;
	onGone: () => void;
}): Promise<VoiceSocket> {
	const socket = await openSocket({
		provider: 'Cartesia',
		url: options.url,
		headers: options.headers,
		timeoutMs: HANDSHAKE_TIMEOUT_MS,
		signal: options.signal,
	});
	const contexts = new Map<string, ContextListener>();
	let isGone = false;
	let isAlive = true;

	function fail(error: APIError): void {
		if (isGone) return;
		isGone = true;
		clearInterval(ping);
		socket.terminate();
		options.onGone();
		for (const { onBroken } of contexts.values()) onBroken(error);
		contexts.clear();
	}

	const ping = setInterval(() => {
		if (!isAlive) return fail(new APIConnectionError({ message: 'Cartesia fell silent' }));
		isAlive = false;
		socket.ping();
	}, PING_EVERY_MS);
	socket.on('pong', () => (isAlive = true));
	socket.on('close', (code) =>
		fail(new APIConnectionError({ message: `Cartesia closed the connection: ${code}` })),
	);
	socket.on('message', (data: Buffer) => {
		const message = parseVoiceMessage(data.toString());
		if (!message) {
			return fail(new APIConnectionError({ message: 'Cartesia sent a malformed message' }));
		}
		if (message.context_id) return contexts.get(message.context_id)?.onMessage(message);
		// An error that names no context may be anybody's.
		for (const { onMessage } of [...contexts.values()]) onMessage(message);
	});

	return {
		contexts,
		send(message) {
			// A closing socket tells its contexts itself.
			if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
		},
		fail,
		close: () => socket.close(1000),
	};
}
