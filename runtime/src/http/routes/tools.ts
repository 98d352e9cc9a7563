import { Router } from 'express';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { Tools } from '../../tools/tools.ts';
import { registrationId, toolRegistration, unregisterQuery } from '../schemas/tool.ts';
import { validate } from '../validate.ts';

/** `/v1/tools` */
export function toolRoutes(tools: Pick<Tools, 'register' | 'unregister' | 'list' | 'get'>): Router {
	const router = Router();

	router.get('/', async (_request, response) => {
		response.json({ tools: await tools.list() });
	});

	router.put('/:registrationId', async (request, response) => {
		const id = validate(registrationId, request.params.registrationId);
		response.json(await tools.register(id, validate(toolRegistration, request.body)));
	});

	router.get('/:registrationId', async (request, response) => {
		const tool = await tools.get(request.params.registrationId);
		if (!tool) throw new VoiceAgentError('not_found', 'No tool is registered under this id.');
		response.json(tool);
	});

	router.delete('/:registrationId', async (request, response) => {
		const { slot } = validate(unregisterQuery, request.query);
		await tools.unregister(request.params.registrationId, slot);
		response.status(204).end();
	});

	return router;
}
