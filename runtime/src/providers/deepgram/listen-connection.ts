import { APIConnectionError, APITimeoutError, type APIError } from '@livekit/agents';
import type { WebSocket } from 'ws';
import { openSocket } from '../socket/open-socket.ts';
import { parseListenMessage, type ListenMessage } from './listen-message.ts';

/** One open stream to Deepgram. */
export interface ListenConnection {
	send(audio: Int16Array): void;
	/** Asks for the final transcript of what was sent, without waiting for silence. */
	finalize(): void;
	/** Asks for the last transcript; Deepgram then closes. */
	finish(): void;
	/** Resolves when the stream ends after {@link ListenConnection.finish}; rejects with an APIError when it breaks. */
	closed: Promise<void>;
	/** Breaks the connection, as if it had failed with this error. */
	fail(error: APIError): void;
}

/** Deepgram closes a stream that is quiet for ten seconds. */
const KEEP_ALIVE_MS = 5000;
const HANDSHAKE_TIMEOUT_MS = 2000;
/** How long the last transcript may take; after that the connection is as good as broken. */
const FINISH_TIMEOUT_MS = 2000;
/** With which Deepgram closes a stream that it has finished. */
const NORMAL_CLOSURE = 1000;

/**
 * Opens a stream.
 *
 * @throws APIStatusError when Deepgram refuses it; APIConnectionError.
 */
export async function openListenConnection(options: {
	url: string;
	apiKey: string;
	signal: AbortSignal;
	onMessage: (message: ListenMessage) => void;
}): Promise<ListenConnection> {
	const socket = await openSocket({
		provider: 'Deepgram',
		url: options.url,
		headers: { Authorization: `Token ${options.apiKey}` },
		timeoutMs: HANDSHAKE_TIMEOUT_MS,
		signal: options.signal,
	});
	const tell = (type: string): void => send(socket, JSON.stringify({ type }));
	const keepAlive = setInterval(() => tell('KeepAlive'), KEEP_ALIVE_MS);
	let finishing: NodeJS.Timeout | undefined;
	let fail: (error: APIError) => void = () => {};

	const closed = new Promise<void>((resolve, reject) => {
		fail = (error) => {
			reject(error);
			socket.terminate();
		};
		socket.on('message', (data: Buffer) => {
			const message = parseListenMessage(data.toString());
			if (message) options.onMessage(message);
			else fail(new APIConnectionError({ message: 'Deepgram sent a malformed message' }));
		});
		socket.on('close', (code, reason) => {
			clearInterval(keepAlive);
			clearTimeout(finishing);
			if (finishing && code === NORMAL_CLOSURE) return resolve();
			const detail = `${code} ${reason.toString()}`.trim();
			reject(new APIConnectionError({ message: `Deepgram closed the stream: ${detail}` }));
		});
	});

	return {
		send: (audio) => send(socket, audio),
		finalize: () => tell('Finalize'),
		finish() {
			if (finishing) return;
			tell('CloseStream');
			finishing = setTimeout(
				() => fail(new APITimeoutError({ message: 'Deepgram does not finish the stream' })),
				FINISH_TIMEOUT_MS,
			);
		},
		closed,
		fail,
	};
}

function send(socket: WebSocket, data: string | Int16Array): void {
	// A closing socket reports itself; what is sent until then stays in the backlog.
	if (socket.readyState === socket.OPEN) socket.send(data);
}
