import { setTimeout as sleep } from 'node:timers/promises';
import { lookUp } from '../../test/open-tools.ts';
import { startTestService, type TestService } from '../../test/service.ts';
import { startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

describe('the start of a session', () => {
	let n8n: WebhookServer;
	let service: TestService;
	beforeEach(async () => {
		n8n = await startWebhookServer();
		service = await startTestService({ env: { N8N_WEBHOOK_BASE_URL: `${n8n.origin}/webhook` } });
		const body = lookUp(n8n.origin, { answersPing: true });
		expect((await service.request('/v1/tools/a', { method: 'PUT', body })).status).toBe(200);
	});
	afterEach(async () => {
		await n8n.close();
		await service.close();
	});
	const start = (body: unknown) => service.request('/v1/sessions', { method: 'POST', body });

	it('pings its tools and answers before they do', async () => {
		let answer = () => {};
		n8n.answer(async (_call, response) => {
			await new Promise<void>((resolve) => (answer = resolve));
			response.end(JSON.stringify({ type: 'tool.pong', tool: 'look_up' }));
		});
		expect((await start({})).status).toBe(201);
		while (n8n.received.length === 0) await sleep(5);
		expect(n8n.received[0]?.body).toEqual({ type: 'tool.ping', tool: 'look_up' });
		const shown = async () => (await service.request('/v1/tools/a')).json();
		expect(await shown()).not.toHaveProperty('lastPing');
		answer();
		while (!('lastPing' in ((await shown()) as object))) await sleep(5);
	});

	it('pings nothing for a session without tools', async () => {
		expect((await start({ tools: [] })).status).toBe(201);
		await sleep(50);
		expect(n8n.received).toEqual([]);
	});
});
