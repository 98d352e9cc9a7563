import express, { type Express } from 'express';
import type { Sessions } from '../sessions/sessions.ts';
import type { Logger } from '../telemetry/log.ts';
import type { CallingSession, Tools } from '../tools/tools.ts';
import type { SessionConfig } from '../channel/messages.ts';
import { authenticate } from './authenticate.ts';
import { handleError, notFound } from './handle-error.ts';
import { callEventBatch, callToolRequest } from './schemas/channel.ts';
import { validate } from './validate.ts';

const BODY_LIMIT = '2mb';

/** What the call processes of this machine talk to; it does not listen yet. */
export function createChannelApp(options: {
	/** Made at each boot and handed to the calls by their environment. */
	secret: string;
	agentName: string;
	sessions: Pick<Sessions, 'record' | 'config'>;
	tools: Pick<Tools, 'offeredTo' | 'call'>;
	logger: Logger;
}): Express {
	const { sessions, tools } = options;
	const app = express();
	app.disable('x-powered-by');
	app.disable('etag');
	app.use(authenticate(options.secret), express.json({ limit: BODY_LIMIT, type: () => true }));

	app.post('/calls/:sessionId/events', async (request, response) => {
		await sessions.record(request.params.sessionId, validate(callEventBatch, request.body));
		response.status(204).end();
	});
	app.get('/calls/:sessionId/tools', async (request, response) => {
		const config = await sessions.config(request.params.sessionId);
		response.json(await tools.offeredTo(config));
	});
	app.post('/calls/:sessionId/tool-calls', async (request, response) => {
		const config = await sessions.config(request.params.sessionId);
		const toolRequest = validate(callToolRequest, request.body);
		response.json(await tools.call(callingSession(config, options.agentName), toolRequest));
	});

	app.use(notFound);
	app.use(handleError(options.logger));
	return app;
}

const callingSession = (config: SessionConfig, agentName: string): CallingSession => ({
	sessionId: config.sessionId,
	room: config.room,
	agentName,
	variables: config.variables,
	participant: config.participant,
	tools: config.tools,
});
