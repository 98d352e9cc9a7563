import type { IncomingMessage } from 'node:http';
import { APIConnectionError, APIStatusError, APITimeoutError } from '@livekit/agents';
import { WebSocket } from 'ws';

/** More of a refusal's body than this says nothing new. */
const LONGEST_REASON = 500;

/**
 * Opens a WebSocket to a provider.
 *
 * @param options - `provider`: Its name in error messages.
 * `timeoutMs`: For the whole handshake.
 * `signal`: Gives up at once.
 * @throws APIStatusError when the provider answers with an HTTP status; APITimeoutError; APIConnectionError.
 */
export function openSocket(options: {
	provider: string;
	url: string;
	headers: Record<string, string>;
	timeoutMs: number;
	signal?: AbortSignal;
}): Promise<WebSocket> {
	const { provider, signal } = options;
	return new Promise((resolve, reject) => {
		// Audio does not compress, and compressing it costs time.
		const socket = new WebSocket(options.url, {
			headers: options.headers,
			perMessageDeflate: false,
		});
		const finish = (error?: Error): void => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', abandon);
			if (!error) return resolve(socket);
			reject(error);
			socket.terminate();
		};
		const connectionError = (reason: string): Error =>
			new APIConnectionError({ message: `${provider} cannot be reached: ${reason}` });
		const abandon = (): void => finish(connectionError('the call is over'));
		const timer = setTimeout(
			() => finish(new APITimeoutError({ message: `${provider} did not accept a connection` })),
			options.timeoutMs,
		);
		// Stays for good: an error event without a listener would end the process.
		socket.on('error', (error) => finish(connectionError(error.message)));
		socket.once('open', () => finish());
		socket.once('unexpected-response', (_request, response) => {
			void readReason(response).then((reason) =>
				finish(statusError(provider, response.statusCode ?? -1, reason)),
			);
		});
		if (signal?.aborted) abandon();
		else signal?.addEventListener('abort', abandon, { once: true });
	});
}

/** Reads why a handshake was refused, from Deepgram's header or the body. */
async function readReason(response: IncomingMessage): Promise<string> {
	const header = response.headers['dg-error'];
	if (typeof header === 'string') return header;
	let body = '';
	try {
		for await (const chunk of response) {
			body += String(chunk);
			if (body.length > LONGEST_REASON) break;
		}
	} catch {
		// What has arrived is all there is.
	}
	return body.slice(0, LONGEST_REASON);
}

/** The framework's error for an HTTP or error-frame status; it retries 408, 429 and what is not a client's fault. */
export function statusError(
	provider: string,
	statusCode: number,
	reason: string,
	retryable = true,
): APIStatusError {
	return new APIStatusError({
		message: `${provider} answered ${statusCode}: ${reason}`,
		options: { statusCode, retryable },
	});
}
