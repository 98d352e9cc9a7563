import { Router } from 'express';
import type { Sessions } from '../../sessions/sessions.ts';
import { sessionWait, waitId } from '../schemas/delivery.ts';
import { validate } from '../validate.ts';

/** `/v1/session-waits` */
export function sessionWaitRoutes(sessions: Pick<Sessions, 'wait'>): Router {
	const router = Router();

	router.put('/:waitId', async (request, response) => {
		const id = validate(waitId, request.params.waitId);
		await sessions.wait(id, validate(sessionWait, request.body));
		response.status(204).end();
	});

	return router;
}
