import type { SessionsEndedMessage } from '../../../contract/delivery.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import { startLiveKitApi, type LiveKitApi } from '../../test/livekit-api.ts';
import { startMcpServer } from '../../test/mcp-server.ts';
import { lookUp, request } from '../../test/open-tools.ts';
import { startTestService, type TestService } from '../../test/service.ts';
import { startTestPostgres } from '../../test/postgres.ts';
import { createPostgresDatabase } from '../../../sandbox/src/launch/postgres-database.ts';
import type { Postgres } from '../../../sandbox/src/launch/postgres.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

const at = '2026-11-23T10:00:00.000Z';

describe('two replicas on one store', () => {
	let postgres: Postgres;
	let n8n: WebhookServer;
	let liveKit: LiveKitApi;
	/** Admits the sessions. */
	let front: TestService;
	/** Carries their calls. */
	let back: TestService;

	beforeAll(async () => {
		postgres = await startTestPostgres();
	}, 60_000);
	afterAll(() => postgres.stop());

	beforeEach(async () => {
		const { url: DATABASE_URL } = await createPostgresDatabase(postgres.url);
		liveKit = await startLiveKitApi();
		n8n = await startWebhookServer();
		const N8N_WEBHOOK_BASE_URL = `${n8n.origin}/webhook`;
		const env = { DATABASE_URL, N8N_WEBHOOK_BASE_URL, MAX_SESSIONS: '2' };
		const start = () => startTestService({ liveKit, env });
		front = await start();
		back = await start();
	});
	afterEach(async () => {
		await front.close();
		await back.close();
		await liveKit.close();
		await n8n.close();
	});

	const startAndJoin = async (sessionId: string) => {
		await front.sessions.start({ sessionId });
		await back.report(sessionId, [
			{ seq: 1, at, event: { type: 'participant_joined', identity: `user_${sessionId}` } },
			{ seq: 2, at, event: { type: 'started' } },
		]);
	};
	const says = (seq: number, text: string) => ({
		...{ seq, at },
		event: { type: 'transcript', item: { role: 'user', text, at, interrupted: false } },
	});

	it('know of the same sessions, and each of them commands the call', async () => {
		await startAndJoin('one');
		await back.report('one', [says(3, 'Hello.')]);
		expect(await front.sessions.get('one')).toMatchObject({
			status: 'active',
			transcript: [{ role: 'user', text: 'Hello.' }],
		});
		for (const { request } of [front, back]) {
			const said = await request('/v1/sessions/one/say', { method: 'POST', body: { text: 'Hi.' } });
			expect(said.status).toBe(202);
		}
		expect(liveKit.requests.filter(({ method }) => method === 'SendData')).toHaveLength(2);
	});

	it('tell a follower what happens in the other one, in order and once', async () => {
		await front.sessions.start({ sessionId: 'one' });
		const seen: SessionEvent['type'][] = [];
		const ended = Promise.withResolvers<undefined>();
		const { stop } = await front.sessions.follow('one', 0, ({ event }) => {
			seen.push(event.type);
			if (event.type === 'session.ended') ended.resolve(undefined);
		});
		await startAndJoin('one');
		await back.report('one', [says(3, 'Goodbye.')]);
		await back.report('one', [
			{ seq: 4, at, event: { type: 'ended', endReason: 'agent_ended', failed: false } },
		]);
		await ended.promise;
		stop();
		expect(seen).toEqual(['participant.joined', 'session.started', 'user.turn', 'session.ended']);
	});

	it('give one session to the same request at both', async () => {
		const answers = await Promise.all(
			[front, back].map(({ sessions }) => sessions.start({ sessionId: 'one' })),
		);
		expect(answers.map(({ created }) => created).sort()).toEqual([false, true]);
	});

	it('admit as many sessions as each of them may carry', async () => {
		await front.sessions.start({ sessionId: 'one' });
		await front.sessions.start({ sessionId: 'two' });
		await expect(front.sessions.start({ sessionId: 'three' })).rejects.toMatchObject({
			code: 'too_many_sessions',
		});
		await back.sessions.start({ sessionId: 'three' });
	});

	it('leave the calls of the other one alone when they start or stop', async () => {
		await startAndJoin('one');
		await front.sessions.recover();
		await front.sessions.abandonWaiting();
		await front.sessions.abandon();
		expect(await front.sessions.get('one')).toMatchObject({ status: 'active' });

		await back.sessions.abandon();
		expect(await front.sessions.get('one')).toMatchObject({
			...{ status: 'failed', endReason: 'runtime_stopped' },
		});
	});

	it('end the call of one that died, once', async () => {
		await startAndJoin('one');
		const watches = [front, back].map(({ sessions }) => sessions.watch());
		front.clock.now += 25_000;
		back.clock.now += 25_000;
		for (;;) {
			if ((await front.sessions.get('one')).status !== 'active') break;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		for (const stop of watches) stop();
		expect(await back.sessions.get('one')).toMatchObject({
			...{ status: 'failed', endReason: 'agent_lost' },
		});
		const kept = await front.database.selectFrom('session_events').select('type').execute();
		expect(kept.filter(({ type }) => type === 'session.failed')).toHaveLength(1);
	});

	it('hand each message to n8n once', async () => {
		const url = `${n8n.origin}/webhook/events`;
		const stops = [front, back].map(({ delivery }) => delivery.start());
		await front.database.transaction().execute(async (transaction) => {
			for (let number = 0; number < 30; number++) {
				const body: SessionsEndedMessage = {
					type: 'sessions.ended',
					waitId: `${number}`,
					limitReached: false,
					sessions: [],
				};
				await front.delivery.add(
					{ id: `message-${number}`, sessionId: null, subscriber: `wait:${number}`, url, body },
					transaction,
				);
			}
		});
		front.delivery.wake();
		back.delivery.wake();
		for (;;) {
			const { deliveries } = await front.delivery.list({ status: 'pending', limit: 1 });
			if (deliveries.length === 0) break;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		for (const stop of stops) await stop();
		expect(n8n.received).toHaveLength(30);
	});

	it('take a result that comes to the one while the other still waits for the answer', async () => {
		const url = `${n8n.origin}/webhook/look-up`;
		const registration = { ...lookUp(n8n.origin), url };
		const put = await front.request('/v1/tools/a', { method: 'PUT', body: registration });
		expect(put.status).toBe(200);
		await startAndJoin('one');
		n8n.answer(async (call, response) => {
			if (call.body.type !== 'tool.call') return json({})(call, response);
			const { callId, replyTo } = call.body as { callId: string; replyTo: { token: string } };
			const given = front.request(`/v1/tool-results/${callId}`, {
				method: 'POST',
				headers: { authorization: `Bearer ${replyTo.token}` },
				body: { status: 'COMPLETED', result: 'Found it.' },
			});
			await new Promise((resolve) => setTimeout(resolve, 400));
			await json({ status: 'PENDING' }, 202)(call, response);
			expect((await given).status).toBe(204);
		});
		const called = await fetch(`${back.channelUrl}/calls/one/tool-calls`, {
			method: 'POST',
			headers: { authorization: `Bearer ${back.channelSecret}` },
			body: JSON.stringify(request()),
		});
		expect(await called.json()).toMatchObject({ outcome: 'pending' });
		for (;;) {
			const [call] = (await back.sessions.get('one')).toolCalls;
			if (call?.outcome === 'completed') break;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	});

	it('bring the MCP servers of a session along, with their tokens encrypted in the store until it is over', async () => {
		const token = 'a-token-that-nobody-may-see';
		const server = await startMcpServer({ find_room: { readOnly: true } }, { token });
		await front.sessions.start({
			sessionId: 'one',
			mcpServers: [{ name: 'office', url: server.url, bearerToken: token }],
		});
		const offered = await fetch(`${back.channelUrl}/calls/one/tools`, {
			headers: { authorization: `Bearer ${back.channelSecret}` },
		});
		expect(JSON.stringify(await offered.json())).toContain('find_room');
		const sealed = () =>
			front.database.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
		expect(JSON.stringify(await sealed())).not.toContain(token);
		expect((await sealed()).mcp_servers_sealed).toEqual(expect.any(String));
		await front.sessions.end('one', {});
		expect((await sealed()).mcp_servers_sealed).toBeNull();
		await server.close();
	});

	it('do not end the call of a caller who came back, though only the other one was told', async () => {
		await startAndJoin('one');
		const caller = { identity: 'user_one', isAgent: false };
		await front.sessions.observeRoom({
			...{ event: 'participant_left', room: 'meeting_one', participant: caller },
		});
		liveKit.callers = ['user_one'];
		const stop = front.sessions.watch();
		front.clock.now += 31_000;
		await back.report('one', [{ seq: 3, at, event: { type: 'heartbeat' } }]);
		await new Promise((resolve) => setTimeout(resolve, 1_500));
		stop();
		expect(await front.sessions.get('one')).toMatchObject({ status: 'active' });
	});
});
