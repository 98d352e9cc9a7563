import type { SessionEvent } from '../../../contract/session-event.ts';
import { startTestService, type TestService } from '../../test/service.ts';

const at = '2026-11-23T10:00:00.000Z';
const later = '2026-11-23T10:00:05.000Z';

describe('sessions', () => {
	let service: TestService;
	beforeEach(async () => {
		service = await startTestService({ env: { MAX_SESSIONS: '3' } });
	});
	afterEach(async () => {
		await service.close();
	});

	const apiCalls = (method: string) =>
		service.liveKit.requests.filter((request) => request.method === method);
	const start = (sessionId: string) => service.sessions.start({ sessionId });
	const join = async (sessionId: string) => {
		await start(sessionId);
		await service.report(sessionId, [
			{ seq: 1, at, event: { type: 'participant_joined', identity: `user_${sessionId}` } },
			{ seq: 2, at, event: { type: 'started' } },
		]);
	};
	const eventsOf = async (sessionId: string, afterId = 0): Promise<SessionEvent[]> => {
		const seen: SessionEvent[] = [];
		const { stop } = await service.sessions.follow(sessionId, afterId, ({ event }) => {
			seen.push(event);
		});
		stop();
		return seen;
	};

	describe('starting', () => {
		it('makes the room, dispatches the agent with its configuration and no secret, and waits', async () => {
			const { response, created } = await service.sessions.start({
				sessionId: 'one',
				agent: { greeting: 'Hello {{ name }}!', instructions: 'Order: {{order}}' },
				variables: { name: 'Ann', order: { id: 7 } },
			});
			expect(created).toBe(true);
			expect(response).toMatchObject({
				sessionId: 'one',
				status: 'waiting',
				room: 'meeting_one',
				identity: 'user_one',
				expiresAt: new Date(service.clock.now + 14_400_000).toISOString(),
			});
			expect(service.liveKit.rooms).toEqual(new Set(['meeting_one']));

			const metadata = String(apiCalls('CreateDispatch')[0]?.body.metadata);
			expect(JSON.parse(metadata)).toMatchObject({
				sessionId: 'one',
				agent: { greeting: 'Hello Ann!', instructions: 'Order: {"id":7}', language: 'en' },
				tools: null,
			});
			const { config } = service;
			for (const secret of [config.apiKey, config.liveKit.apiSecret, config.groq.apiKey]) {
				expect(metadata).not.toContain(secret);
			}
		});

		it('gives a token that joins this room only, publishes a microphone and sends no data', async () => {
			const { response } = await start('one');
			const claims = JSON.parse(
				Buffer.from(response.token.split('.')[1] ?? '', 'base64url').toString(),
			) as { video: unknown; sub: string };
			expect(claims.sub).toBe('user_one');
			expect(claims.video).toEqual({
				roomJoin: true,
				room: 'meeting_one',
				canPublish: true,
				canPublishSources: ['microphone'],
				canSubscribe: true,
				canPublishData: false,
				canUpdateOwnMetadata: false,
			});
			const { hash, pathname } = new URL(response.talkUrl);
			expect(pathname).toBe('/talk/');
			expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({
				url: service.liveKit.url,
				token: response.token,
			});
		});

		it('gives the same session for the same id, also to requests at the same time', async () => {
			const answers = await Promise.all([start('one'), start('one'), start('one')]);
			answers.push(await start('one'));
			expect(answers.filter(({ created }) => created)).toHaveLength(1);
			expect(new Set(answers.map(({ response }) => response.expiresAt)).size).toBe(1);
			expect(apiCalls('CreateDispatch')).toHaveLength(1);
		});

		it('refuses one more than MAX_SESSIONS, also at the same time, until one is over', async () => {
			const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(start));
			const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
			expect(refused).toHaveLength(2);
			expect(refused[0]).toMatchObject({ reason: { code: 'too_many_sessions', retryable: true } });
			const accepted = outcomes.find((outcome) => outcome.status === 'fulfilled');
			await service.sessions.end(accepted?.value.response.sessionId ?? '', {});
			await expect(start('f')).resolves.toMatchObject({ created: true });
		});

		it('leaves nothing behind when LiveKit fails, so that the same id may be tried again', async () => {
			service.liveKit.fail = 503;
			await expect(start('one')).rejects.toMatchObject({ code: 'livekit_unreachable' });
			expect((await service.sessions.list({ limit: 10 })).sessions).toEqual([]);
			service.liveKit.fail = undefined;
			await expect(start('one')).resolves.toMatchObject({ created: true });
		});

		it('names variables and tools that do not exist', async () => {
			await expect(
				service.sessions.start({ agent: { greeting: 'Hello {{name}}' } }),
			).rejects.toMatchObject({
				code: 'invalid_request',
				details: [{ field: 'agent.greeting', problem: 'uses {{name}}, but variables has no name' }],
			});
			await expect(service.sessions.start({ tools: ['send_email', 'fly'] })).rejects.toMatchObject({
				message: expect.stringContaining('send_email') as string,
				details: [{ field: 'tools.1', problem: 'there is no tool named fly' }],
			});
		});

		it('refuses new sessions while the runtime stops, but still knows the old ones', async () => {
			await start('one');
			service.sessions.refuseNew();
			await expect(start('two')).rejects.toMatchObject({ code: 'shutting_down' });
			await expect(start('one')).resolves.toMatchObject({ created: false });
		});
	});

	describe('recording', () => {
		it('builds the record from what the call reports, each report once', async () => {
			await join('one');
			const turn = { at, totalMs: 400, llmFirstTokenMs: 200 };
			const batch = [
				{ seq: 3, at, event: { type: 'transcript', item: { role: 'user', text: 'Hi', at } } },
				{ seq: 4, at, event: { type: 'latency', turn } },
				{ seq: 5, at, event: { type: 'latency', turn: { at, totalMs: 600 } } },
				{
					seq: 6,
					at,
					event: {
						type: 'transcript',
						item: { role: 'agent', text: 'Hel', at, interrupted: true },
					},
				},
				{
					seq: 7,
					at,
					event: {
						type: 'usage',
						usage: {
							sttAudioMs: 60_000,
							llmInputTokens: 1_000_000,
							llmCachedInputTokens: 0,
							llmOutputTokens: 1_000_000,
							ttsCharacters: 1000,
						},
					},
				},
			];
			await service.report('one', batch);
			expect((await service.report('one', batch)).status).toBe(204);

			expect(await service.sessions.get('one')).toMatchObject({
				status: 'active',
				startedAt: at,
				transcript: [
					{ role: 'user', text: 'Hi', at },
					{ role: 'agent', text: 'Hel', at, interrupted: true },
				],
				latency: { turns: [turn, { at, totalMs: 600 }], p50Ms: 400, p90Ms: 600, p99Ms: 600 },
				cost: { sttUsd: 0.0048, llmUsd: 0.375, ttsUsd: 0.05, totalUsd: 0.4298 },
			});
		});

		it('shows a tool call once, with its late result in its place', async () => {
			await join('one');
			const call = { callId: 'c1', tool: 't', arguments: {}, at, durationMs: 5 } as const;
			await service.sessions.recordToolCall('one', { ...call, outcome: 'pending' });
			await service.sessions.recordToolCall('one', { ...call, callId: 'c2', outcome: 'failed' });
			await service.sessions.recordToolCall('one', { ...call, outcome: 'completed' });
			const { toolCalls } = await service.sessions.get('one');
			expect(toolCalls.map(({ callId, outcome }) => [callId, outcome])).toEqual([
				['c1', 'completed'],
				['c2', 'failed'],
			]);
		});

		it('replays what happened and goes on with what happens, without gap or repetition', async () => {
			await join('one');
			const seen: { id?: number; type: string }[] = [];
			const ended = Promise.withResolvers<undefined>();
			const { over, stop } = await service.sessions.follow('one', 1, ({ id, event }) => {
				seen.push({ ...(id === undefined ? {} : { id }), type: event.type });
				if (event.type === 'session.ended') ended.resolve(undefined);
			});
			expect(over).toBe(false);
			await service.report('one', [
				{ seq: 3, at, event: { type: 'agent_state', state: 'speaking' } },
				{ seq: 4, at, event: { type: 'ended', endReason: 'caller_left', failed: false } },
			]);
			await ended.promise;
			stop();
			expect(seen).toEqual([
				{ id: 2, type: 'session.started' },
				{ type: 'agent.state' },
				{ id: 3, type: 'session.ended' },
			]);
		});
	});

	describe('ending', () => {
		it('happens exactly once, whoever notices first, and closes the room', async () => {
			await join('one');
			service.clock.now = Date.parse(later);
			await Promise.all([
				service.report('one', [
					{ seq: 3, at: later, event: { type: 'ended', endReason: 'caller_left', failed: false } },
				]),
				service.report('one', [
					{ seq: 3, at: later, event: { type: 'ended', endReason: 'caller_left', failed: false } },
				]),
			]);
			await service.sessions.end('one', {});
			const final = (await eventsOf('one')).filter(({ type }) => type.startsWith('session.e'));
			expect(final).toHaveLength(1);
			expect(final[0]).toMatchObject({
				endReason: 'caller_left',
				report: { status: 'ended', endedAt: later, durationMs: 5000 },
			});
			expect(apiCalls('DeleteRoom')).toHaveLength(1);
			expect(service.liveKit.rooms.size).toBe(0);
		});

		it('asks the agent, and only the agent, of a running call to say goodbye', async () => {
			await join('one');
			await service.sessions.end('one', { say: 'Goodbye.' });
			expect((await service.sessions.get('one')).status).toBe('active');
			const [command] = apiCalls('SendData');
			expect(command?.body).toMatchObject({
				destinationIdentities: ['agent-1'],
				topic: 'voice-agent.command',
			});
			const text = Buffer.from(String(command?.body.data), 'base64').toString();
			expect(JSON.parse(text)).toEqual({ type: 'end', reason: 'api_ended', say: 'Goodbye.' });
		});

		it('ends a call at once whose agent is not there to say goodbye', async () => {
			await join('one');
			service.liveKit.agentPresent = false;
			await expect(service.sessions.end('one', { say: 'Goodbye.' })).resolves.toMatchObject({
				status: 'ended',
				endReason: 'api_ended',
			});
			expect(apiCalls('SendData')).toEqual([]);
		});

		it('does not speak into a call that has not begun or is over', async () => {
			await start('one');
			await expect(service.sessions.say('one', 'x')).rejects.toMatchObject({ code: 'conflict' });
			await service.sessions.end('one', {});
			await expect(service.sessions.say('one', 'x')).rejects.toMatchObject({ code: 'conflict' });
			await expect(service.sessions.say('none', 'x')).rejects.toMatchObject({ code: 'not_found' });
		});

		it('gives a session that is over a token that is good for nothing', async () => {
			await start('one');
			await service.sessions.end('one', {});
			const { response } = await start('one');
			expect(response.status).toBe('ended');
			expect(Date.parse(response.expiresAt)).toBeLessThanOrEqual(service.clock.now);
		});
	});

	it('lists sessions newest first, page by page and by status', async () => {
		for (const id of ['a', 'b', 'c']) {
			await start(id);
			service.clock.now += 1000;
		}
		await service.sessions.end('b', {});
		const first = await service.sessions.list({ limit: 2 });
		expect(first.sessions.map(({ sessionId }) => sessionId)).toEqual(['c', 'b']);
		const second = await service.sessions.list({ limit: 2, cursor: first.nextCursor ?? '' });
		expect(second.sessions.map(({ sessionId }) => sessionId)).toEqual(['a']);
		expect(second.nextCursor).toBeNull();
		const ended = await service.sessions.list({ limit: 2, status: 'ended' });
		expect(ended.sessions.map(({ sessionId }) => sessionId)).toEqual(['b']);
		await expect(service.sessions.list({ limit: 2, cursor: 'x' })).rejects.toMatchObject({
			code: 'invalid_request',
		});
	});
});
