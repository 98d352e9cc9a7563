import { setTimeout as sleep } from 'node:timers/promises';
import { lookUp, openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

const toBob = { to: 'bob@example.com', subject: 'Hours', body: 'We open at nine.' };

/** The model calls send_email in the caller's turn of this number. */
const send = (number: number, userText: string, input: Record<string, unknown> = toBob) =>
	open.tools.call(
		session,
		request({ tool: 'send_email', arguments: input, turn: { number, userText } }),
	);
const askToSend = () => send(3, 'Yes, send it to Bob.');

describe('send_email', () => {
	it('is never sent at once, even when the caller sounds sure', async () => {
		const result = await askToSend();
		expect(result.outcome).toBe('awaiting_confirmation');
		expect(result.text).toMatch(/^NOT done yet\. Read exactly these arguments back/);
		expect(n8n.received).toHaveLength(0);
	});

	it('is sent once after a yes to the read-back, flat and signed', async () => {
		await askToSend();
		expect(await send(4, 'Yes, send it.')).toEqual({
			outcome: 'completed',
			text: 'The email was sent.',
		});
		expect(n8n.received).toHaveLength(1);
		expect(n8n.received[0]).toMatchObject({ path: '/webhook/execute-gmail', body: toBob });
		expect(n8n.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);
	});

	it('is not sent when the recipient changed after the yes', async () => {
		await askToSend();
		const result = await send(4, 'Yes.', { ...toBob, to: 'eve@example.com' });
		expect(result.outcome).toBe('awaiting_confirmation');
		expect(result.text).toContain('not the ones the caller agreed to');
		expect(n8n.received).toHaveLength(0);
	});

	it('is not sent by calling again and again in one turn', async () => {
		await Promise.all([askToSend(), askToSend(), askToSend()]);
		await askToSend();
		expect(n8n.received).toHaveLength(0);
	});

	it('is not sent after a no, nor by the okay that follows it', async () => {
		await askToSend();
		expect(await send(4, 'No, wait.')).toMatchObject({
			text: expect.stringContaining('the caller said no') as string,
		});
		expect(await send(5, 'Okay.')).toMatchObject({ outcome: 'awaiting_confirmation' });
		expect(n8n.received).toHaveLength(0);
	});

	it('is not sent when the caller talks of something else', async () => {
		await askToSend();
		expect(await send(4, 'What is the weather like?')).toMatchObject({
			outcome: 'awaiting_confirmation',
		});
		expect(n8n.received).toHaveLength(0);
		expect(await send(5, 'Yes.')).toMatchObject({ outcome: 'completed' });
	});

	it('is not repeated: the model gets the first answer again', async () => {
		await askToSend();
		await send(4, 'Yes.');
		const again = await send(5, 'Yes.');
		expect(again.text).toContain('already done');
		expect(n8n.received).toHaveLength(1);
	});

	it('twice at the same moment after one yes is sent once', async () => {
		await askToSend();
		n8n.answer(async (call, response) => {
			await sleep(30);
			await json({ status: 'COMPLETED' })(call, response);
		});
		const results = await Promise.all([send(4, 'Yes.'), send(4, 'Yes.')]);
		expect(n8n.received).toHaveLength(1);
		expect(results.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
	});

	it('needs a yes of its own for every email', async () => {
		const toAda = { ...toBob, to: 'ada@example.com' };
		await askToSend();
		await send(3, 'Yes, send it to Bob.', toAda);
		expect(await send(4, 'Yes.', toAda)).toMatchObject({ outcome: 'completed' });
		expect(await send(4, 'Yes.')).toMatchObject({ outcome: 'awaiting_confirmation' });
		expect(n8n.received).toHaveLength(1);
	});

	it('is not repeated when its outcome is unknown', async () => {
		await askToSend();
		n8n.answer(json({ message: 'Error in workflow' }, 500));
		await send(4, 'Yes.');
		await send(5, 'Try again, yes.');
		const again = await send(6, 'Yes, do it.');
		expect(again.text).toContain('not known whether this was done');
		expect(n8n.received).toHaveLength(1);
	});

	it('may be tried again, after a new yes, when the workflow said that it failed', async () => {
		await askToSend();
		n8n.answer(json({ status: 'FAILED', error: 'The mailbox is full.' }));
		expect(await send(4, 'Yes.')).toEqual({
			outcome: 'failed',
			text: 'This did not work: The mailbox is full.',
		});
		n8n.answer(json({ status: 'COMPLETED' }));
		expect(await send(5, 'Yes, try again.')).toMatchObject({ outcome: 'awaiting_confirmation' });
		expect(await send(6, 'Yes.')).toMatchObject({ outcome: 'completed' });
	});

	it('does not go to what is no address', async () => {
		expect(await send(3, 'Mail Bob.', { ...toBob, to: 'Bob' })).toMatchObject({
			outcome: 'rejected',
			text: expect.stringContaining('to is not written as it should be') as string,
		});
	});
});

describe('a registered tool with side effects', () => {
	it('does the same thing once per session, and again in another one', async () => {
		await open.tools.register('a', lookUp(n8n.origin, { sideEffect: true }));
		await open.tools.call(session, request());
		await open.tools.call(session, request());
		await open.tools.call(session, request({ arguments: { query: 'something else' } }));
		expect(n8n.received).toHaveLength(2);
		await open.tools.call({ ...session, sessionId: 'call-2' }, request());
		expect(n8n.received).toHaveLength(3);
	});
});
