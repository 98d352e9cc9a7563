import { lookUp, request } from '../../test/open-tools.ts';
import { startTestService, type TestService } from '../../test/service.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let service: TestService;
beforeEach(async () => {
	n8n = await startWebhookServer();
	service = await startTestService({
		env: { N8N_WEBHOOK_BASE_URL: `${n8n.origin}/webhook/` },
	});
	await service.tools.register('a', lookUp(n8n.origin));
	await service.sessions.start({ sessionId: 'one' });
});
afterEach(async () => {
	await service.close();
	await n8n.close();
});

/** Has the call of a session call the tool; resolves when n8n has the request and sits on it. */
async function callWithoutAnswer() {
	let answer!: () => void;
	const answered = new Promise<void>((resolve) => (answer = resolve));
	const arrived = new Promise<void>((resolve) => {
		n8n.answer(async (call, response) => {
			if (call.body.type === 'tool.call') {
				resolve();
				await answered;
			}
			await json({ status: 'COMPLETED', result: 'Found it.' })(call, response);
		});
	});
	const call = request();
	const called = fetch(`${service.channelUrl}/calls/one/tool-calls`, {
		method: 'POST',
		headers: { authorization: `Bearer ${service.channelSecret}` },
		body: JSON.stringify(call),
	});
	await arrived;
	return { callId: call.callId, called, answer };
}

const shownCalls = async () =>
	(await service.sessions.get('one')).toolCalls.map(({ callId, outcome }) => ({ callId, outcome }));

async function finalReport() {
	const reports: unknown[] = [];
	const { stop } = await service.sessions.follow('one', 0, ({ event }) => {
		if (event.type === 'session.ended') reports.push(event.report.toolCalls);
	});
	stop();
	return reports;
}

describe('a tool call that has no end yet', () => {
	it('is in the report of a session that ends meanwhile, and its outcome follows', async () => {
		const { callId, called, answer } = await callWithoutAnswer();
		await service.sessions.end('one', {});
		expect(await finalReport()).toMatchObject([
			[{ callId, tool: 'look_up', arguments: request().arguments, outcome: 'pending' }],
		]);
		answer();
		expect(await (await called).json()).toMatchObject({ outcome: 'completed' });
		expect(await shownCalls()).toEqual([{ callId, outcome: 'completed' }]);
	});

	it('is shown as interrupted when the process is gone that waited for it', async () => {
		const { callId, called, answer } = await callWithoutAnswer();
		const next = await startTestService({
			env: { DATABASE_URL: service.config.databaseUrl },
			liveKit: service.liveKit,
		});
		next.clock.now += 3_600_000;
		expect((await next.sessions.get('one')).toolCalls).toMatchObject([
			{ callId, outcome: 'interrupted' },
		]);
		await next.close();
		answer();
		await called;
	});
});
