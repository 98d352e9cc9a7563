import { setTimeout as sleep } from 'node:timers/promises';
import { lookUp, openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
	await open.tools.register('a', lookUp(n8n.origin));
	n8n.answer(json({ status: 'PENDING' }, 202));
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

const token = () => (n8n.received[0]?.body.replyTo as { token: string }).token;
const completed = { status: 'COMPLETED', result: 'Found it.' } as const;

describe('a late result', () => {
	it('is told once and takes the place of "pending" in the record', async () => {
		const call = request();
		expect(await open.tools.call(session, call)).toMatchObject({ outcome: 'pending' });
		await open.tools.completeLate(call.callId, token(), completed);
		expect(open.late).toEqual([
			{
				sessionId: 'call-1',
				callId: call.callId,
				tool: 'look_up',
				result: { outcome: 'completed', text: 'Found it.' },
				speak: true,
			},
		]);
		expect(open.records.map(({ callId, outcome }) => [callId, outcome])).toEqual([
			[call.callId, 'pending'],
			[call.callId, 'completed'],
		]);
	});

	it('is told however long it takes, and is accepted after a restart of the runtime', async () => {
		const call = request();
		await open.tools.call(session, call);
		await open.restart();
		open.pass(3_600_000);
		await open.tools.completeLate(call.callId, token(), completed);
		expect(open.late).toMatchObject([{ speak: true }]);
	});

	it('is refused the second time', async () => {
		const call = request();
		await open.tools.call(session, call);
		const deliveries = await Promise.allSettled(
			[1, 2, 3].map(() => open.tools.completeLate(call.callId, token(), completed)),
		);
		expect(deliveries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(open.late).toHaveLength(1);
		await expect(open.tools.completeLate(call.callId, token(), completed)).rejects.toMatchObject({
			code: 'conflict',
		});
	});

	it('needs the token of its own call', async () => {
		const call = request();
		await open.tools.call(session, call);
		await expect(open.tools.completeLate(call.callId, 'guessed', completed)).rejects.toMatchObject({
			code: 'unauthorized',
		});
		await expect(open.tools.completeLate('nobody', token(), completed)).rejects.toMatchObject({
			code: 'not_found',
		});
		expect(open.late).toHaveLength(0);
	});

	it('that overtakes its own PENDING waits for it', async () => {
		const call = request();
		n8n.answer(async (received, response) => {
			const { token: own } = received.body.replyTo as { token: string };
			const delivery = open.tools.completeLate(call.callId, own, completed);
			await sleep(20);
			await json({ status: 'PENDING' }, 202)(received, response);
			await delivery;
		});
		expect(await open.tools.call(session, call)).toMatchObject({ outcome: 'pending' });
		while (open.late.length === 0) await sleep(5);
		expect(open.late[0]).toMatchObject({ speak: true });
	});

	it('of a call that had its answer is refused', async () => {
		n8n.answer(json('done'));
		const call = request();
		await open.tools.call(session, call);
		await expect(open.tools.completeLate(call.callId, token(), completed)).rejects.toMatchObject({
			code: 'conflict',
		});
	});

	it('after the deadline goes into the record and is not spoken', async () => {
		// Long enough for a busy machine to send the request.
		await open.tools.register('a', lookUp(n8n.origin, { timeoutMs: 1000 }));
		n8n.answer(() => undefined);
		const call = request();
		expect(await open.tools.call(session, call)).toMatchObject({ outcome: 'timed_out' });
		await open.tools.completeLate(call.callId, token(), completed);
		expect(open.late).toEqual([expect.objectContaining({ speak: false })]);
		expect(open.records.at(-1)).toMatchObject({ outcome: 'completed' });
	});
});
