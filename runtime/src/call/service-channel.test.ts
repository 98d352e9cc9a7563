import type { CallEventBatch } from '../channel/messages.ts';
import { createServiceChannel, type ServiceChannel } from './service-channel.ts';
import {
	startChannelServer,
	type ChannelAnswer,
	type ChannelRequest,
} from './test/channel-server.ts';

const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((clean) => clean()));

const accepted: ChannelAnswer = { status: 204 };

async function connect(answer: (request: ChannelRequest) => ChannelAnswer) {
	const server = await startChannelServer(answer);
	const lost: string[] = [];
	const channel: ServiceChannel = createServiceChannel({
		url: server.url,
		secret: 'boot-secret',
		sessionId: 'session_1',
		fetch,
		now: () => Date.parse('2026-11-23T12:00:00Z'),
		onLost: (reason) => lost.push(reason),
	});
	cleanUp.push(() => channel.close(), server.close);
	const events = (): [number, string][] =>
		server.requests
			.filter(({ path }) => path === '/calls/session_1/events')
			.flatMap(({ body }) => (body as CallEventBatch).events)
			.map(({ seq, event }) => [seq, event.type]);
	return { server, channel, lost, events };
}

describe('events of a call', () => {
	it('arrive in order, each once, with the secret', async () => {
		const { server, channel, events } = await connect(() => accepted);
		channel.record({ type: 'participant_joined', identity: 'user' });
		channel.record({ type: 'started' });
		channel.record({ type: 'agent_state', state: 'listening' });
		await channel.flush(2000);
		expect(events()).toEqual([
			[1, 'participant_joined'],
			[2, 'started'],
			[3, 'agent_state'],
		]);
		expect(server.requests[0]).toMatchObject({
			method: 'POST',
			authorization: 'Bearer boot-secret',
			body: { events: [{ seq: 1, at: '2026-11-23T12:00:00.000Z' }] },
		});
	});

	it.each<[string, ChannelAnswer]>([
		['answers 503', { status: 503 }],
		['drops the connection', 'cut'],
	])('are sent again with the same numbers when the service process %s', async (_name, failure) => {
		let failures = 2;
		const { channel, events } = await connect(() => (failures-- > 0 ? failure : accepted));
		channel.record({ type: 'started' });
		channel.record({ type: 'ended', endReason: 'caller_left', failed: false });
		await channel.flush(5000);
		const sent = events();
		expect(sent.slice(-2)).toEqual([
			[1, 'started'],
			[2, 'ended'],
		]);
		expect(new Set(sent.map(([seq]) => seq))).toEqual(new Set([1, 2]));
	});

	it('recorded while others are on their way follow them', async () => {
		const { channel, events } = await connect(() => ({ status: 204, delayMs: 50 }));
		channel.record({ type: 'started' });
		await new Promise((resolve) => setTimeout(resolve, 20));
		channel.record({ type: 'agent_state', state: 'speaking' });
		await channel.flush(2000);
		expect(events()).toEqual([
			[1, 'started'],
			[2, 'agent_state'],
		]);
	});

	it('that the service process refuses do not hold up the next ones', async () => {
		let refusals = 1;
		const { channel, lost, events } = await connect(() =>
			refusals-- > 0 ? { status: 404 } : accepted,
		);
		channel.record({ type: 'started' });
		await channel.flush(2000);
		channel.record({ type: 'ended', endReason: 'idle', failed: false });
		await channel.flush(2000);
		expect(lost).toEqual(['the service process answered 404']);
		expect(events().at(-1)).toEqual([2, 'ended']);
	});

	it('are not waited for longer than allowed', async () => {
		const { channel } = await connect(() => 'cut');
		channel.record({ type: 'started' });
		const begun = Date.now();
		await channel.flush(300);
		expect(Date.now() - begun).toBeLessThan(1000);
	});
});

describe('tools over the channel', () => {
	const request = {
		callId: 'session_1_fc-1',
		tool: 'send_email',
		arguments: { to: 'a@example.com' },
		turn: { number: 2, userText: 'Yes, send it.' },
	};

	it('are listed', async () => {
		const tool = {
			name: 'send_email',
			description: 'Sends an email.',
			parameters: { type: 'object' },
			requiresConfirmation: true,
			sideEffect: true,
			timeoutMs: 30_000,
			fillerText: '',
		};
		const { channel } = await connect(() => ({
			status: 200,
			body: { version: '7', tools: [tool] },
		}));
		expect(await channel.tools()).toEqual({ version: '7', tools: [tool] });
	});

	it('are called with the turn of the caller', async () => {
		const { server, channel } = await connect(() => ({
			status: 200,
			body: { outcome: 'completed', text: 'Sent.', say: 'It is sent.' },
		}));
		const result = await channel.callTool(request, { timeoutMs: 2000 });
		expect(result).toEqual({ outcome: 'completed', text: 'Sent.', say: 'It is sent.' });
		expect(server.requests[0]).toMatchObject({
			method: 'POST',
			path: '/calls/session_1/tool-calls',
			body: request,
		});
	});

	it.each<[string, ChannelAnswer, string]>([
		['an error answer', { status: 500 }, 'tool_failed'],
		['an answer that is no result', { status: 200, body: { ok: true } }, 'tool_failed'],
		['a lost connection', 'cut', 'tool_failed'],
		['an answer that comes too late', { status: 200, delayMs: 1000 }, 'tool_timeout'],
	])('turn %s into one kind of error', async (_name, answer, code) => {
		const { channel } = await connect(() => answer);
		await expect(channel.callTool(request, { timeoutMs: 200 })).rejects.toMatchObject({ code });
	});

	it('say so when the list cannot be read', async () => {
		const { channel } = await connect(() => ({ status: 503 }));
		await expect(channel.tools()).rejects.toMatchObject({ code: 'internal' });
	});
});
