import express, { Router } from 'express';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { Tools } from '../../tools/tools.ts';
import { bearerToken } from '../authenticate.ts';
import { toolCallUpdate } from '../schemas/tool.ts';
import { validate } from '../validate.ts';

const BODY_LIMIT = '1mb';

/** `/v1/tool-results`; authorised by the one-time token of the call, so it stands before the runtime's own key. */
export function toolResultRoutes(tools: Pick<Tools, 'completeLate' | 'reportProgress'>): Router {
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
			const { callId } = request.params;
			const update = validate(toolCallUpdate, request.body);
			if (update.status === 'PROGRESS') await tools.reportProgress(callId, token, update.say);
			else await tools.completeLate(callId, token, update);
			response.status(204).end();
		},
	);

	return router;
}
