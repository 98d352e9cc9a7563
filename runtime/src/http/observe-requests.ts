import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../telemetry/log.ts';

/** Asked all the time by machines. */
const QUIET = /^\/(healthz$|readyz$|talk\/|livekit\/)/;

/** Gives each request an id, in the answer and in its log line. */
export function observeRequests(logger: Logger, now: () => number): RequestHandler {
	return (request, response, next) => {
		const requestId = randomUUID();
		const startedAtMs = now();
		const { method, path } = request;
		response.setHeader('x-request-id', requestId);
		response.on('close', () => {
			const level = QUIET.test(path) ? 'debug' : 'info';
			const durationMs = now() - startedAtMs;
			logger[level](
				{ requestId, method, path, status: response.statusCode, durationMs },
				'http request',
			);
		});
		next();
	};
}
