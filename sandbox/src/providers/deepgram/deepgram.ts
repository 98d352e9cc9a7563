import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Recogniser } from '../../speech/recogniser.ts';
import type { Fault, Faults } from '../faults.ts';
import { authorizationKey, isAcceptedKey } from '../key.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import type { RequestLog } from '../request-log.ts';
import { parseListenQuery } from './query.ts';
import type { ListenQuery } from './query.ts';
import { createListenStream } from './stream.ts';

/** A socket that hears neither audio nor a KeepAlive for so long is closed with NET-0001. */
const IDLE_MS = 10_000;

const keyOf = (header: string | undefined) => authorizationKey(header, ['token', 'bearer']);

/** The simulated Deepgram: `WS /v1/listen` for nova-3 and `GET /v1/projects`, the usual check of a key. */
export function createDeepgram(options: {
	recogniser: Recogniser;
	latencyMs: () => number;
	now: () => number;
	faults: Faults;
	log: RequestLog;
}) {
	const { faults, log } = options;
	const server = new WebSocketServer({ noServer: true });

	function serve(
		socket: WebSocket,
		requestId: string,
		query: ListenQuery,
		fault: Fault | undefined,
	): void {
		let sent = 0;
		const stream = createListenStream({
			query,
			requestId,
			recogniser: options.recogniser,
			latencyMs: options.latencyMs,
			now: options.now,
			send(message) {
				if (fault?.kind === 'hang' && (!fault.afterFirst || sent > 0)) return;
				if (socket.readyState !== socket.OPEN) return;
				sent++;
				socket.send(fault?.kind === 'malformed' ? '{"type":' : JSON.stringify(message));
			},
			onFinal: (text) => log.add('deepgram', 'transcript', { text }),
		});
		const idle = setTimeout(() => socket.close(1011, 'NET-0001'), IDLE_MS);
		const close = (): void => {
			stream.finish();
			socket.close(1000);
		};
		socket.on('message', (data: Buffer, isBinary) => {
			idle.refresh();
			if (isBinary && data.length > 0) return stream.audio(data);
			const type = isBinary ? 'CloseStream' : messageType(data);
			if (type === 'Finalize') return stream.finalize();
			if (type === 'CloseStream') return close();
			if (type !== 'KeepAlive') socket.close(1008, 'DATA-0000');
		});
		socket.on('error', () => socket.terminate());
		socket.on('close', () => {
			clearTimeout(idle);
			stream.stop();
		});
	}

	return {
		route(app: Express): void {
			app.get('/v1/projects', (request, response) => {
				if (isAcceptedKey(keyOf(request.headers.authorization))) {
					response.json({ projects: [{ project_id: randomUUID(), name: 'Simulated' }] });
				} else {
					response.status(401).json(invalidCredentials(randomUUID()));
				}
			});
		},
		/** Takes a WebSocket handshake for `/v1/listen`. */
		upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
			const requestId = randomUUID();
			const refuse = (status: number, body: { err_msg: string; err_code: string }): void =>
				refuseUpgrade(socket, status, body, {
					'dg-request-id': requestId,
					'dg-error': body.err_msg,
				});
			const query = parseListenQuery(url.searchParams);
			log.add('deepgram', 'listen', { query: Object.fromEntries(url.searchParams) });
			if (!isAcceptedKey(keyOf(request.headers.authorization))) {
				return refuse(401, invalidCredentials(requestId));
			}
			if ('problem' in query) {
				return refuse(400, { err_code: 'Bad Request', err_msg: query.problem });
			}
			const fault = faults.take('deepgram');
			if (fault?.kind === 'status') {
				return refuse(fault.status, { err_code: 'SIMULATED', err_msg: 'Simulated failure.' });
			}
			server.handleUpgrade(request, socket, head, (open) => serve(open, requestId, query, fault));
		},
		/** Closes every open stream as a failing Deepgram would. */
		cut(): void {
			for (const socket of server.clients) socket.close(1011, 'NET-0000');
		},
		close(): void {
			for (const socket of server.clients) socket.terminate();
		},
	};
}

const invalidCredentials = (requestId: string) => ({
	err_code: 'INVALID_AUTH',
	err_msg: 'Invalid credentials.',
	request_id: requestId,
});

function messageType(data: Buffer): unknown {
	try {
		const message: unknown = JSON.parse(data.toString());
		return (message as { type?: unknown } | null)?.type;
	} catch {
		return undefined;
	}
}
