import { Router } from 'express';
import { z } from 'zod';
import { authenticate } from '../authenticate.ts';
import type { Operation } from '../operation.ts';

/** @param isProtected - Whether there is a token. */
export const metricsOperations = (isProtected: boolean): Operation[] => [
	{
		method: 'get',
		path: '/metrics',
		operationId: 'getMetrics',
		summary: 'Counts and latencies since the start of the process, as Prometheus reads them',
		security: isProtected ? 'metricsToken' : 'none',
		answers: {
			200: {
				description: 'In the text format 0.0.4.',
				schema: { name: 'Metrics', schema: z.string() },
				mediaType: 'text/plain',
			},
		},
		errors: [],
	},
];

/** `/metrics`; open to everybody who reaches the port unless there is a token. */
export function metricsRoutes(options: {
	token: string | undefined;
	expose: () => Promise<string>;
}): Router {
	const router = Router();
	if (options.token) router.use('/metrics', authenticate(options.token));
	router.get('/metrics', async (_request, response) => {
		response.type('text/plain; version=0.0.4; charset=utf-8').send(await options.expose());
	});
	return router;
}
