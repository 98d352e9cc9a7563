import { Router } from 'express';
import { z } from 'zod';
import type { Operation } from '../operation.ts';

/** One condition of being ready; resolves to a sentence when it is not met. */
export type ReadinessCheck = () => Promise<string | undefined> | string | undefined;

const health = z.strictObject({ status: z.literal('ok') });
const readiness = z.strictObject({
	status: z.enum(['ready', 'not_ready']),
	problems: z.array(z.string()),
});

export const healthOperations: Operation[] = [
	{
		method: 'get',
		path: '/healthz',
		operationId: 'getHealth',
		summary: 'Whether the process is alive',
		security: 'none',
		answers: { 200: { description: 'It is.', schema: { name: 'Health', schema: health } } },
		errors: [],
	},
	{
		method: 'get',
		path: '/readyz',
		operationId: 'getReadiness',
		summary: 'Whether calls can be taken: worker registered, store writable, not stopping',
		security: 'none',
		answers: {
			200: { description: 'Yes.', schema: { name: 'Readiness', schema: readiness } },
			503: { description: 'No, and why.', schema: { name: 'Readiness', schema: readiness } },
		},
		errors: [],
	},
];

/** `/healthz` and `/readyz` */
export function healthRoutes(checks: readonly ReadinessCheck[]): Router {
	const router = Router();
	router.get('/healthz', (_request, response) => {
		response.json({ status: 'ok' } satisfies z.infer<typeof health>);
	});
	router.get('/readyz', async (_request, response) => {
		const answers = await Promise.all(checks.map(async (check) => check()));
		const problems = answers.filter((problem) => problem !== undefined);
		const ready = problems.length === 0;
		response.status(ready ? 200 : 503).json({
			status: ready ? 'ready' : 'not_ready',
			problems,
		} satisfies z.infer<typeof readiness>);
	});
	return router;
}
