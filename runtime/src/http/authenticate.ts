import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { VoiceAgentError } from '../../../contract/error.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets only requests through whose `Authorization: Bearer` is the key; compared in constant time. */
export function authenticate(key: string): RequestHandler {
	const expected = digest(key);
	return (request, _response, next) => {
		const given = bearerToken(request.headers.authorization);
		if (given === undefined) {
			throw new VoiceAgentError(
				'unauthorized',
				'Send the runtime API key as `Authorization: Bearer <key>`.',
			);
		}
		if (!timingSafeEqual(digest(given), expected)) {
			throw new VoiceAgentError('unauthorized', 'The runtime API key is wrong.');
		}
		next();
	};
}

/** The token of an `Authorization: Bearer <token>` header, or undefined. */
export const bearerToken = (header: string | undefined): string | undefined =>
	/^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
