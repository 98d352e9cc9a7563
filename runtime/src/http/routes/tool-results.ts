import express, { Router } from 'express';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { Tools } from '../../tools/tools.ts';
import { bearerToken } from '../authenticate.ts';
import { lateToolResult } from '../schemas/tool.ts';
import { validate } from '../validate.ts';

const BODY_LIMIT = '1mb';

/** `/v1/tool-results`; authorised by the one-time token of the call, so it stands before the runtime's own key. */
export function toolResultRoutes(tools: Pick<Tools, 'completeLate'>): Router {
	const router = Router();

	router.post(
		'/:callId',
		express.json({ limit: BODY_LIMIT, type: () => true }),
		async (request, response) => {
			const token = bearerToken(request.headers.authorization);
			if (token === undefined) {
				throw new VoiceAgentError(
					'unauthorized',
					'Send the `replyTo.token` of the tool call as `Authorization: Bearer <token>`.',
				);
			}
			await tools.completeLate(
				request.params.callId,
				token,
				validate(lateToolResult, request.body),
			);
			response.status(204).end();
		},
	);

	return router;
}
