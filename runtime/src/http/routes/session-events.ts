import type { RequestHandler } from 'express';
import { isFinalEvent } from '../../sessions/session-events.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { VoiceAgentError } from '../../../../contract/error.ts';

/** Proxies close a connection that is silent for longer. */
const KEEP_ALIVE_MS = 15_000;

/** `GET /v1/sessions/{sessionId}/events`: server-sent events until the final one. */
export function streamEvents(
	sessions: Pick<Sessions, 'follow'>,
): RequestHandler<{ sessionId: string }> {
	return async (request, response) => {
		const afterId = lastEventId(request.headers['last-event-id']);

		const begin = (): void => {
			if (response.headersSent) return;
			response.writeHead(200, {
				'content-type': 'text/event-stream',
				'cache-control': 'no-store',
				// nginx would hold events back.
				'x-accel-buffering': 'no',
			});
			response.flushHeaders();
		};

		const { over, stop } = await sessions.follow(
			request.params.sessionId,
			afterId,
			({ id, event }) => {
				begin();
				const idLine = id === undefined ? '' : `id: ${id}\n`;
				response.write(`${idLine}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
				if (isFinalEvent(event)) response.end();
			},
		);
		if (over) {
			stop();
			// 204 tells an EventSource to stay away.
			if (!response.headersSent) response.status(204);
			response.end();
			return;
		}
		if (response.closed) {
			// The client left while the past was read.
			stop();
			return;
		}
		begin();
		const keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
		response.on('close', () => {
			clearInterval(keepAlive);
			stop();
		});
	};
}

function lastEventId(header: string | string[] | undefined): number {
	if (header === undefined) return 0;
	if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
	throw new VoiceAgentError('invalid_request', 'The Last-Event-ID is not one of this stream.', {
		details: [{ field: 'last-event-id', problem: 'must be the id of an event' }],
	});
}
