import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolState } from '../../../contract/tool.ts';
import { parseSecrets, verifyMessage } from '../../../contract/signature.ts';
import {
	lookUp,
	openTools,
	request,
	SECRET,
	session,
	type OpenTools,
} from '../../test/open-tools.ts';
import {
	json,
	startWebhookServer,
	type Answer,
	type WebhookServer,
} from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
	n8n.answer(trigger());
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

/** Answers as a Voice Agent Trigger does: verifies, pongs, and runs calls. */
const trigger =
	(secret = SECRET, runs = 'look_up'): Answer =>
	(call, response) => {
		const forged = verifyMessage(parseSecrets(secret), call.headers, call.raw, Date.now());
		if (forged) return json({ error: { code: 'unauthorized' } }, 401)(call, response);
		return call.body.type === 'tool.ping'
			? json({ type: 'tool.pong', tool: runs })(call, response)
			: json({ hours: '9 to 5' })(call, response);
	};
const unregistered = json(
	{ code: 404, message: 'The requested webhook "POST look-up" is not registered.' },
	404,
);
const register = (changes: Parameters<typeof lookUp>[1] = {}) =>
	open.tools.register('a', lookUp(n8n.origin, { answersPing: true, ...changes }));
const state = async (): Promise<ToolState | undefined> => (await open.tools.get('a'))?.state;
const broken = (problem: string) => ({
	status: 'broken',
	problem: expect.stringContaining(problem) as string,
});

describe('the preflight of a session', () => {
	it('asks the trigger, signed, and shows when and how long it took', async () => {
		await register();
		await open.tools.preflight(null);
		expect(n8n.received.map(({ body }) => body)).toEqual([{ type: 'tool.ping', tool: 'look_up' }]);
		expect(await open.tools.get('a')).toMatchObject({
			state: { status: 'ready' },
			lastPing: {
				at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
				roundTripMs: expect.any(Number) as number,
			},
		});
	});

	it('opens the connection that the first call uses', async () => {
		await register();
		await open.tools.preflight(null);
		await sleep(20);
		await open.tools.call(session, request());
		expect(n8n.connections()).toBe(1);
	});

	it('is not misled by a connection that died while nobody used it', async () => {
		await register();
		let dead = true;
		n8n.answer((call, response) => {
			if (!dead) return trigger()(call, response);
			dead = false;
			response.socket?.destroy();
		});
		await open.tools.preflight(null);
		expect(await state()).toEqual({ status: 'ready' });
		expect(n8n.received).toHaveLength(2);
	});

	it('leaves alone what would run: plain webhooks and built-in tools', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.preflight(null);
		expect(n8n.received).toHaveLength(0);
	});

	it('asks only the tools that the session may use', async () => {
		await register();
		await open.tools.preflight(['query_database']);
		expect(n8n.received).toHaveLength(0);
	});

	it('asks a tool once in 30 seconds, however many sessions start, and at once when it was changed', async () => {
		await register();
		await Promise.all([1, 2, 3].map(() => open.tools.preflight(null)));
		expect(n8n.received).toHaveLength(1);
		open.pass(30_000);
		await open.tools.preflight(null);
		expect(n8n.received).toHaveLength(2);
		open.pass(1);
		await register();
		await open.tools.preflight(null);
		expect(n8n.received).toHaveLength(3);
	});
});

describe('the preflight names the fault of', () => {
	it('a workflow that is not published, and the agent excuses the tool', async () => {
		await register();
		n8n.answer(unregistered);
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('publish the workflow'));
		const offered = (await open.tools.offeredTo(session)).tools;
		expect(offered.find(({ name }) => name === 'look_up')?.problem).toMatch(/^I am sorry/);
	});

	it('a wrong secret', async () => {
		await register();
		n8n.answer(trigger(`whsec_${Buffer.alloc(32, 9).toString('base64')}`));
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('N8N_WEBHOOK_SECRET'));
	});

	it('an n8n that cannot be reached', async () => {
		await register();
		await n8n.close();
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('n8n cannot be reached'));
		n8n = await startWebhookServer();
	});

	it('a tool that was renamed behind the back of the runtime', async () => {
		await register();
		n8n.answer(trigger(SECRET, 'find'));
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('(find): publish it again'));
	});

	it('an n8n that is only starting, and of a stranger at the URL', async () => {
		await register();
		n8n.answer((_call, response) => void response.writeHead(502).end('<html>'));
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('n8n is not ready (HTTP 502)'));
		n8n.answer(json({ hello: 'world' }));
		open.pass(5000);
		await open.tools.preflight(null);
		expect(await state()).toEqual(broken('Something else than a Voice Agent Trigger'));
	});

	it('a test URL in use, whose tool keeps working', async () => {
		await register({ url: `${n8n.origin}/webhook-test/look-up` });
		expect(await state()).toEqual({
			status: 'ready',
			warning: expect.stringContaining("This is n8n's test URL") as string,
		});
		await register();
		await register({ slot: 'test', url: `${n8n.origin}/webhook-test/look-up` });
		const listed = (await open.tools.list()).filter(({ registrationId }) => registrationId === 'a');
		expect(listed.map(({ state: { status }, slot }) => [slot, status])).toEqual([
			['production', 'ready'],
			['test', 'ready'],
		]);
		expect(listed[1]?.state).toMatchObject({
			warning: expect.stringContaining('listens for a test event') as string,
		});
	});

	it('a slow n8n, whose tool keeps working', async () => {
		await register();
		n8n.answer(async (call, response) => {
			await sleep(1600);
			await trigger()(call, response);
		});
		await open.tools.preflight(null);
		expect(await state()).toEqual({
			status: 'ready',
			warning: expect.stringMatching(/^n8n is slow: it took 1\.\d seconds/) as string,
		});
		n8n.answer(trigger());
		open.pass(30_000);
		await open.tools.preflight(null);
		expect(await state()).toEqual({ status: 'ready' });
	});
});

it('a ping that comes back too late says nothing about a tool that was registered anew', async () => {
	await register();
	n8n.answer(unregistered);
	const checked = open.tools.preflight(null);
	while (n8n.received.length === 0) await sleep(5);
	await register();
	await checked;
	expect(await state()).toEqual({ status: 'ready' });
});

describe('a broken tool', () => {
	beforeEach(async () => {
		await register();
		n8n.answer(unregistered);
		await open.tools.preflight(null);
	});

	it('is still broken after a restart and well after the next good ping', async () => {
		await open.restart();
		expect(await state()).toEqual(broken('publish the workflow'));
		n8n.answer(trigger());
		await open.tools.preflight(null);
		expect(await state()).toEqual({ status: 'ready' });
	});

	it('is asked again while a call looks at its tools, and comes back for its next turn', async () => {
		n8n.answer(trigger());
		await open.tools.offeredTo(session);
		expect(await state()).toEqual(broken('publish the workflow'));
		open.pass(5000);
		await open.tools.offeredTo(session);
		while ((await state())?.status === 'broken') await sleep(5);
		expect(await open.tools.call(session, request())).toMatchObject({ outcome: 'completed' });
	});

	it('comes back with a good call, too', async () => {
		n8n.answer(trigger());
		open.pass(60_001);
		await open.tools.call(session, request());
		expect(await state()).toEqual({ status: 'ready' });
	});
});

describe('a test registration', () => {
	it('whose listener is gone comes off the published tool', async () => {
		await register();
		await register({ slot: 'test', url: `${n8n.origin}/webhook-test/look-up` });
		n8n.answer((call, response) =>
			(call.path.startsWith('/webhook-test/') ? unregistered : trigger())(call, response),
		);
		await open.tools.preflight(null);
		await open.tools.call(session, request());
		expect(n8n.received.at(-1)).toMatchObject({
			path: '/webhook/look-up',
			body: { type: 'tool.call' },
		});
	});
});
