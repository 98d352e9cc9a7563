import { startTestService, type TestService } from '../../test/service.ts';

interface Document {
	openapi: string;
	paths: Record<string, Record<string, { operationId: string; security: unknown[] }>>;
	components: { schemas: Record<string, unknown> };
}

describe('/openapi.json', () => {
	let service: TestService;
	let document: Document;
	beforeAll(async () => {
		service = await startTestService();
		document = (await (await fetch(`${service.url}/openapi.json`)).json()) as Document;
	});
	afterAll(async () => {
		await service.close();
	});

	it('describes every route of the design', () => {
		const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
			Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
		);
		expect(routes.sort()).toEqual(
			[
				'POST /v1/sessions',
				'GET /v1/sessions',
				'GET /v1/sessions/{sessionId}',
				'GET /v1/sessions/{sessionId}/events',
				'POST /v1/sessions/{sessionId}/say',
				'POST /v1/sessions/{sessionId}/instruct',
				'POST /v1/sessions/{sessionId}/mute',
				'POST /v1/sessions/{sessionId}/unmute',
				'POST /v1/sessions/{sessionId}/end',
				'POST /v1/echo',
				'GET /v1/tools',
				'PUT /v1/tools/{registrationId}',
				'GET /v1/tools/{registrationId}',
				'DELETE /v1/tools/{registrationId}',
				'POST /v1/tool-results/{callId}',
				'GET /v1/event-subscriptions',
				'PUT /v1/event-subscriptions/{registrationId}',
				'GET /v1/event-subscriptions/{registrationId}',
				'DELETE /v1/event-subscriptions/{registrationId}',
				'PUT /v1/session-waits/{waitId}',
				'GET /v1/deliveries',
				'POST /v1/deliveries/{deliveryId}/resend',
				'POST /livekit/webhooks',
				'GET /healthz',
				'GET /metrics',
				'GET /readyz',
			].sort(),
		);
	});

	it('refers only to schemas that it holds', () => {
		const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
		expect(references.length).toBeGreaterThan(20);
		for (const [, path] of references) {
			const target = (path ?? '')
				.split('/')
				.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
			expect(target).toBeDefined();
		}
	});

	it('has operations that exist and ask for the key where the document says so', async () => {
		for (const [path, operations] of Object.entries(document.paths)) {
			for (const [method, { security }] of Object.entries(operations)) {
				const url = `${service.url}${path.replace(/\{\w+\}/, 'x')}`;
				const response = await fetch(url, { method: method.toUpperCase() });
				await response.body?.cancel();
				expect([path, method, response.status === 401]).toEqual([
					path,
					method,
					security.length > 0,
				]);
			}
		}
	});

	it('describes the request fields as the contract has them', () => {
		const schema = document.components.schemas.StartSessionRequest as {
			properties: Record<string, unknown>;
			additionalProperties: boolean;
			required?: string[];
		};
		expect(Object.keys(schema.properties)).toEqual([
			'sessionId',
			'agent',
			'tools',
			'mcpServers',
			'variables',
			'participant',
			'ttlSeconds',
			'maxDurationSeconds',
			'idleTimeoutSeconds',
			'answers',
			'summary',
			'notify',
		]);
		expect(schema.additionalProperties).toBe(false);
		expect(schema.required ?? []).toEqual([]);
	});
});
