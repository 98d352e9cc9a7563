import { setTimeout as sleep } from 'node:timers/promises';
import { lookUp, openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
	await open.tools.register('a', lookUp(n8n.origin));
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

describe('the time of a tool call', () => {
	it('is recorded with how long n8n had it and how long the rest of the way took', async () => {
		n8n.answer(async (call, response) => {
			await sleep(60);
			response.setHeader('server-timing', 'cdn;dur=1, voice-agent-trigger;dur=40.4');
			await json('done')(call, response);
		});
		await open.tools.call(session, request());
		const [record] = open.records;
		expect(record?.n8nMs).toBe(40);
		expect(record?.networkMs).toBeGreaterThanOrEqual(15);
		const kept = await open.database
			.selectFrom('tool_calls')
			.select(['n8n_ms', 'network_ms'])
			.executeTakeFirstOrThrow();
		expect(kept).toEqual({ n8n_ms: 40, network_ms: record?.networkMs });
	});

	it('says nothing about times that nobody has measured', async () => {
		await open.tools.call(session, request());
		expect(open.records[0]).not.toHaveProperty('n8nMs');
		expect(open.records[0]).not.toHaveProperty('networkMs');
	});

	it('stays that of its request when its result comes later', async () => {
		n8n.answer(async (call, response) => {
			response.setHeader('server-timing', 'voice-agent-trigger;dur=0');
			await json({ status: 'PENDING' }, 202)(call, response);
		});
		const call = request();
		await open.tools.call(session, call);
		const { token } = n8n.received[0]?.body.replyTo as { token: string };
		await open.tools.completeLate(call.callId, token, { status: 'COMPLETED', result: 'Five.' });
		const [first, second] = open.records;
		expect(second).toMatchObject({ n8nMs: 0, networkMs: first?.networkMs });
	});
});
