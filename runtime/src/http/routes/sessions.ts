import { Router } from 'express';
import type { Sessions } from '../../sessions/sessions.ts';
import {
	endRequest,
	instructRequest,
	listSessionsQuery,
	sayRequest,
	startSessionRequest,
} from '../schemas/session.ts';
import { validate } from '../validate.ts';
import { streamEvents } from './session-events.ts';

/** `/v1/sessions` */
export function sessionRoutes(sessions: Sessions): Router {
	const router = Router();

	router.post('/', async (request, response) => {
		const { response: body, created } = await sessions.start(
			validate(startSessionRequest, request.body),
		);
		response.status(created ? 201 : 200).json(body);
	});

	router.get('/', async (request, response) => {
		response.json(await sessions.list(validate(listSessionsQuery, request.query)));
	});

	router.get('/:sessionId', async (request, response) => {
		response.json(await sessions.get(request.params.sessionId));
	});

	router.get('/:sessionId/events', streamEvents(sessions));

	router.post('/:sessionId/say', async (request, response) => {
		const { text } = validate(sayRequest, request.body);
		response.status(202).json(await sessions.say(request.params.sessionId, text));
	});

	router.post('/:sessionId/instruct', async (request, response) => {
		const { text } = validate(instructRequest, request.body);
		response.status(202).json(await sessions.instruct(request.params.sessionId, text));
	});

	router.post('/:sessionId/mute', async (request, response) => {
		response.status(202).json(await sessions.mute(request.params.sessionId));
	});

	router.post('/:sessionId/unmute', async (request, response) => {
		response.status(202).json(await sessions.unmute(request.params.sessionId));
	});

	router.post('/:sessionId/end', async (request, response) => {
		const options = validate(endRequest, request.body);
		response.status(202).json(await sessions.end(request.params.sessionId, options));
	});

	return router;
}
