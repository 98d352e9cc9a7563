import express, { Router } from 'express';
import { z } from 'zod';
import type { EchoMessage } from '../../../../contract/echo.ts';
import { VoiceAgentError } from '../../../../contract/error.ts';
import {
	SIGNATURE_TOLERANCE_SECONDS,
	signMessage,
	verifyMessage,
	type SignatureProblem,
} from '../../../../contract/signature.ts';
import type { Config } from '../../config.ts';
import type { Operation } from '../operation.ts';
import { validate } from '../validate.ts';

const echoMessage = z.strictObject({
	type: z.literal('echo'),
	nonce: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, 'must be 16 to 128 letters, digits, _ or -'),
}) satisfies z.ZodType<EchoMessage>;
const named = { name: 'EchoMessage', schema: echoMessage };

export const echoOperations: Operation[] = [
	{
		method: 'post',
		path: '/v1/echo',
		operationId: 'echoMessage',
		summary:
			'Prove that both sides know the same signing secret: a signed message comes back signed',
		body: named,
		answers: { 200: { description: 'The same message, signed by the runtime.', schema: named } },
		errors: ['invalid_request', 'signature_invalid'],
	},
];

/** `/v1/echo`; the signature covers the raw bytes, so the body is not parsed before. */
export function echoRoutes(options: { config: Pick<Config, 'n8n'>; now: () => number }): Router {
	const { secrets } = options.config.n8n;
	const router = Router();
	router.post('/', express.raw({ limit: '4kb', type: () => true }), (request, response) => {
		const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const problem = verifyMessage(secrets, request.headers, raw, options.now());
		if (problem) throw new VoiceAgentError('signature_invalid', sentenceFor(problem));
		const message = validate(echoMessage, parse(raw));
		const answer = Buffer.from(JSON.stringify(message));
		response
			.set({ ...signMessage(secrets, message.nonce, answer, options.now()) })
			.type('json')
			.send(answer);
	});
	return router;
}

function sentenceFor(problem: SignatureProblem): string {
	switch (problem) {
		case 'too_old':
		case 'too_new':
			return `The clocks of n8n and the runtime differ by more than ${SIGNATURE_TOLERANCE_SECONDS / 60} minutes.`;
		case 'missing_headers':
		case 'malformed_timestamp':
			return 'The message is not signed.';
		case 'no_match':
			return "The message is not signed with the runtime's N8N_WEBHOOK_SECRET.";
	}
}

function parse(raw: Buffer): unknown {
	try {
		return JSON.parse(raw.toString('utf8'));
	} catch (error) {
		throw new VoiceAgentError('invalid_request', 'The request body is not JSON.', { cause: error });
	}
}
