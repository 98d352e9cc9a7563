import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	lookUp,
	openTools,
	request,
	SECRET,
	session,
	type OpenTools,
} from '../../test/open-tools.ts';
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

describe('a tool call', () => {
	it('arrives signed over its exact bytes, with session, deadline and reply address', async () => {
		const call = request();
		const result = await open.tools.call(session, call);
		expect(result).toEqual({ outcome: 'completed', text: 'ok' });

		const [{ headers, raw, body, path }] = n8n.received as [(typeof n8n.received)[0]];
		expect(path).toBe('/webhook/look-up');
		const signed = createHmac('sha256', Buffer.from(SECRET.slice('whsec_'.length), 'base64'))
			.update(`${call.callId}.${String(headers['webhook-timestamp'])}.${raw.toString()}`)
			.digest('base64');
		expect(headers['webhook-signature']).toBe(`v1,${signed}`);
		expect(headers['webhook-id']).toBe(call.callId);
		const sent: Partial<typeof session> = { ...session };
		delete sent.tools;
		expect(body).toEqual({
			type: 'tool.call',
			callId: call.callId,
			tool: 'look_up',
			arguments: { query: 'opening hours' },
			session: sent,
			deadline: expect.stringMatching(/^\d{4}-.*Z$/) as string,
			replyTo: {
				url: `http://runtime.example/v1/tool-results/${call.callId}`,
				token: expect.any(String) as string,
			},
		});
	});

	it('reuses the connection of the one before', async () => {
		for (let count = 0; count < 4; count++) {
			await open.tools.call(session, request());
			await sleep(20);
		}
		expect(n8n.connections()).toBe(1);
	});

	it('is recorded with its arguments, its answer and its outcome', async () => {
		n8n.answer(json({ hours: '9 to 5' }));
		await open.tools.call(session, request());
		expect(open.records).toEqual([
			expect.objectContaining({
				tool: 'look_up',
				arguments: { query: 'opening hours' },
				outcome: 'completed',
				answer: { hours: '9 to 5' },
			}),
		]);
	});

	it('with arguments that do not fit the schema is not sent, and the model is told what is wrong', async () => {
		const result = await open.tools.call(session, request({ arguments: { query: 7 } }));
		expect(result.outcome).toBe('rejected');
		expect(result.text).toContain('query must be string');
		expect(n8n.received).toHaveLength(0);
	});

	it('of a tool that does not exist is refused', async () => {
		expect(await open.tools.call(session, request({ tool: 'rm' }))).toMatchObject({
			outcome: 'rejected',
		});
	});
});

describe('the same callId', () => {
	it('five times with a restart in between is one request', async () => {
		const call = request();
		const first = await open.tools.call(session, call);
		await open.tools.call(session, call);
		await open.restart();
		const after = await Promise.all([1, 2, 3].map(() => open.tools.call(session, call)));
		expect(n8n.received).toHaveLength(1);
		expect(after).toEqual([first, first, first]);
	});

	it('while it runs waits for the running one', async () => {
		n8n.answer(async (call, response) => {
			await sleep(50);
			await json('late but fine')(call, response);
		});
		const call = request();
		const results = await Promise.all([1, 2, 3].map(() => open.tools.call(session, call)));
		expect(n8n.received).toHaveLength(1);
		expect(new Set(results.map(({ text }) => text))).toEqual(new Set(['late but fine']));
	});

	it('after a crash in the middle is not sent again, and nobody claims to know how it ended', async () => {
		n8n.answer(() => undefined);
		const call = request();
		void open.tools.call(session, call).catch(() => undefined);
		while (n8n.received.length === 0) await sleep(5);
		const crashed = open.database;
		await open.restart();
		const result = await open.tools.call(session, call);
		expect(result.outcome).toBe('interrupted');
		expect(result.text).toContain('not known whether this was done');
		expect(n8n.received).toHaveLength(1);
		await crashed.destroy();
	});

	it('for another tool or in another turn is a conflict', async () => {
		const call = request();
		await open.tools.call(session, call);
		const later = { number: 2, userText: 'And on Sunday?' };
		await expect(open.tools.call(session, { ...call, turn: later })).rejects.toMatchObject({
			code: 'conflict',
		});
		await expect(open.tools.call(session, { ...call, tool: 'send_email' })).rejects.toMatchObject({
			code: 'conflict',
		});
	});
});

describe('an answer', () => {
	it('after the deadline is not used', async () => {
		await open.tools.register('a', lookUp(n8n.origin, { timeoutMs: 100 }));
		n8n.answer(async (call, response) => {
			await sleep(250);
			await json('too late')(call, response);
		});
		const result = await open.tools.call(session, request());
		expect(result.outcome).toBe('timed_out');
		expect(result.text).not.toContain('too late');
		await sleep(200);
		expect(n8n.received).toHaveLength(1);
		expect(open.records.map(({ outcome }) => outcome)).toEqual(['timed_out']);
	});

	it('that begins and never ends is given up at the deadline', async () => {
		await open.tools.register('a', lookUp(n8n.origin, { timeoutMs: 100 }));
		n8n.answer((_call, response) => void response.writeHead(200).write('{"result":'));
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'timed_out' });
	});

	it('of 10 MB is cut while it arrives', async () => {
		n8n.answer((_call, response) => {
			response.on('error', () => undefined);
			response.writeHead(200, { 'content-type': 'text/plain' }).end('word '.repeat(2_000_000));
		});
		const result = await open.tools.call(session, request());
		expect(result.outcome).toBe('completed');
		expect(result.text.length).toBeLessThan(1510);
	});

	it('that redirects is not followed', async () => {
		n8n.answer((_call, response) => void response.writeHead(307, { location: '/other' }).end());
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'failed' });
		expect(n8n.received).toHaveLength(1);
	});

	it('that breaks off is not asked for again', async () => {
		n8n.answer((_call, response) => void response.socket?.destroy());
		const result = await open.tools.call(session, request());
		expect(result.text).toContain('not known whether this was done');
		expect(n8n.received).toHaveLength(1);
	});
});

describe('a call that surely did not run', () => {
	const unregistered = json(
		{ code: 404, message: 'The requested webhook "POST look-up" is not registered.' },
		404,
	);

	it('is sent again with the same id while a publish settles', async () => {
		n8n.answer((call, response) =>
			n8n.received.length < 3 ? unregistered(call, response) : json('found')(call, response),
		);
		expect(await open.tools.call(session, request())).toMatchObject({ text: 'found' });
		expect(new Set(n8n.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
		expect(n8n.received).toHaveLength(3);
	});

	it('is sent again while n8n starts up', async () => {
		n8n.answer((call, response) =>
			n8n.received.length === 1
				? void response.end('n8n is starting up. Please wait')
				: json('found')(call, response),
		);
		expect(await open.tools.call(session, request())).toMatchObject({ text: 'found' });
	});

	it('is sent again once Retry-After is over', async () => {
		n8n.answer((call, response) =>
			n8n.received.length === 1
				? void response.writeHead(503, { 'retry-after': '1' }).end()
				: json('found')(call, response),
		);
		expect(await open.tools.call(session, request())).toMatchObject({ text: 'found' });
	});

	it('is sent again when n8n refused the connection and comes back', async () => {
		const port = Number(new URL(n8n.origin).port);
		await n8n.close();
		const result = open.tools.call(session, request());
		await sleep(150);
		n8n = await startWebhookServer(port);
		expect(await result).toMatchObject({ outcome: 'completed' });
		expect(n8n.received).toHaveLength(1);
	});

	it('fails in words when n8n stays away', async () => {
		await n8n.close();
		const result = await open.tools.call(session, request());
		expect(result).toEqual({
			outcome: 'failed',
			text: 'This cannot be done at the moment. Tell the caller so in one short sentence.',
		});
	});

	it('marks the tool broken when nothing is published, until it is registered again', async () => {
		n8n.answer(unregistered);
		await open.tools.call(session, request());
		expect(await open.tools.get('a')).toMatchObject({
			state: {
				status: 'broken',
				problem: expect.stringContaining('publish the workflow') as string,
			},
		});
		const [tool] = (await open.tools.offeredTo({ ...session, tools: ['look_up'] })).tools;
		expect(tool?.problem).toBe('I am sorry, I cannot do that at the moment.');

		const sent = n8n.received.length;
		await open.restart();
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'failed' });
		expect(n8n.received).toHaveLength(sent);

		await open.tools.register('a', lookUp(n8n.origin));
		expect(await open.tools.get('a')).toMatchObject({ state: { status: 'ready' } });
	});

	it('is tried again a minute later, and the tool is well when that works', async () => {
		n8n.answer(unregistered);
		await open.tools.call(session, request());
		n8n.answer(json('found'));
		open.pass(60_001);
		expect(await open.tools.call(session, request())).toMatchObject({ text: 'found' });
		expect(await open.tools.get('a')).toMatchObject({ state: { status: 'ready' } });
	});
});

describe('a session', () => {
	it('cannot call tools in a loop', async () => {
		const outcomes = [];
		for (let count = 0; count < 7; count++) {
			outcomes.push((await open.tools.call(session, request())).outcome);
		}
		expect(outcomes.filter((outcome) => outcome === 'completed')).toHaveLength(5);
		expect(n8n.received).toHaveLength(5);
		open.pass(10_001);
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'completed' });
	});

	it('has fifty calls and no more', async () => {
		for (let count = 0; count < 50; count++) {
			await open.tools.call(session, request());
			open.pass(10_000);
		}
		expect(n8n.received).toHaveLength(50);
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'rejected' });
		expect(await open.tools.call({ ...session, sessionId: 'call-2' }, request())).toMatchObject({
			outcome: 'completed',
		});
	});
});
