import express, { Router } from 'express';
import type { createWebhookReader } from '../../livekit/webhooks.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { Operation } from '../operation.ts';

export const liveKitWebhookOperations: Operation[] = [
	{
		method: 'post',
		path: '/livekit/webhooks',
		operationId: 'receiveLiveKitWebhook',
		summary: "Receive LiveKit's signed webhooks",
		security: 'liveKitSignature',
		answers: { 204: { description: 'Noted.' } },
		errors: [],
	},
];

/** `/livekit/webhooks`; the signature covers the raw bytes, so the body is read as text. */
export function liveKitWebhookRoutes(options: {
	readWebhook: ReturnType<typeof createWebhookReader>;
	sessions: Pick<Sessions, 'observeRoom'>;
}): Router {
	const router = Router();
	router.post('/', express.text({ type: () => true }), async (request, response) => {
		const body = typeof request.body === 'string' ? request.body : '';
		await options.sessions.observeRoom(
			await options.readWebhook(body, request.headers.authorization),
		);
		response.status(204).end();
	});
	return router;
}
