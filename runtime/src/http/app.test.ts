import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { startTestService, type TestService } from '../../test/service.ts';
import { errorBody } from './schemas/error.ts';
import { sessionList, sessionRecord, startSessionResponse } from './schemas/session.ts';

const at = '2026-11-23T10:00:00.000Z';

describe('the HTTP API', () => {
	let service: TestService;
	let talkFolder: string;
	let problem: string | undefined;
	let full = false;
	beforeAll(async () => {
		talkFolder = await mkdtemp(join(tmpdir(), 'talk-'));
		await mkdir(join(talkFolder, 'assets'));
		await writeFile(join(talkFolder, 'index.html'), '<!doctype html><title>Talk</title>');
		await writeFile(join(talkFolder, 'assets', 'page-1a2b.js'), 'export {};');
		service = await startTestService({
			talkFolder,
			readiness: [() => problem],
			full: () => full,
			env: { SIMULATED_PHRASES_URL: 'http://127.0.0.1:9999/phrases', MAX_SESSIONS: '20' },
		});
	});
	afterAll(async () => {
		await service.close();
		await rm(talkFolder, { recursive: true });
	});

	const post = (path: string, body?: unknown) => service.request(path, { method: 'POST', body });
	const errorOf = async (response: Response) => errorBody.parse(await response.json()).error;

	describe('the key', () => {
		it.each([
			['no key', {}],
			['a wrong key', { authorization: 'Bearer wrong' }],
			['another scheme', { authorization: 'Basic cnVudGltZQ==' }],
		])('%s is refused', async (_case, headers) => {
			for (const path of ['/v1/sessions', '/v1/tools', '/v1/anything']) {
				const response = await fetch(`${service.url}${path}`, {
					headers: headers as Record<string, string>,
				});
				expect(response.status).toBe(401);
				expect((await errorOf(response)).code).toBe('unauthorized');
			}
		});

		it('is asked for before the body is read', async () => {
			const response = await fetch(`${service.url}/v1/sessions`, { method: 'POST', body: '{' });
			expect(response.status).toBe(401);
		});
	});

	describe('sessions', () => {
		it('are started with 201 and found again with 200, in the shapes that are documented', async () => {
			const first = await post('/v1/sessions', { sessionId: 'shape' });
			expect(first.status).toBe(201);
			startSessionResponse.parse(await first.json());
			expect((await post('/v1/sessions', { sessionId: 'shape' })).status).toBe(200);

			const record = await service.request('/v1/sessions/shape');
			expect(sessionRecord.parse(await record.json()).status).toBe('waiting');
			const list = await service.request('/v1/sessions?status=waiting&limit=1');
			expect(sessionList.parse(await list.json()).sessions).toHaveLength(1);
		});

		it('need no body at all', async () => {
			const response = await post('/v1/sessions');
			expect(response.status).toBe(201);
			const { sessionId, identity } = startSessionResponse.parse(await response.json());
			expect(identity).toBe(`user_${sessionId}`);
		});

		it('name every unknown and every faulty field', async () => {
			const response = await post('/v1/sessions', {
				sessionId: 'not allowed!',
				ttl: 60,
				ttlSeconds: 60,
				agent: { turnProfile: 'hasty', gretting: 'Hi' },
				notify: { url: 'ftp://n8n.example' },
			});
			expect(response.status).toBe(400);
			const { code, details, message } = await errorOf(response);
			expect(code).toBe('invalid_request');
			expect(details?.map(({ field }) => field).sort()).toEqual([
				'agent.gretting',
				'agent.turnProfile',
				'notify.url',
				'sessionId',
				'ttl',
				'ttlSeconds',
			]);
			expect(message).toContain('agent.gretting is not a field of this request');
		});

		it.each([
			['a body that is not JSON', '{"sessionId"', 400, 'invalid_request'],
			['a body that is too large', `"${'x'.repeat(300_000)}"`, 413, 'payload_too_large'],
			['a body that is no object', '[]', 400, 'invalid_request'],
		])('refuse %s', async (_case, body, status, code) => {
			const response = await fetch(`${service.url}/v1/sessions`, {
				method: 'POST',
				headers: { authorization: `Bearer ${service.config.apiKey}` },
				body,
			});
			expect(response.status).toBe(status);
			expect((await errorOf(response)).code).toBe(code);
		});

		it('answer 404 with a sentence when they do not exist', async () => {
			for (const response of [
				await service.request('/v1/sessions/none'),
				await service.request('/v1/sessions/none/events'),
				await post('/v1/sessions/none/end'),
			]) {
				expect(response.status).toBe(404);
				expect((await errorOf(response)).message).toBe('There is no such session.');
			}
		});

		it('say that LiveKit is down with 503 and that another try is worth it', async () => {
			service.liveKit.fail = 500;
			const response = await post('/v1/sessions', {});
			service.liveKit.fail = undefined;
			expect(response.status).toBe(503);
			expect(response.headers.get('retry-after')).toBe('5');
			expect(await errorOf(response)).toMatchObject({
				code: 'livekit_unreachable',
				retryable: true,
			});
		});

		it('are refused with 429 and a time to wait while LiveKit brings no more calls, except those that exist', async () => {
			await post('/v1/sessions', { sessionId: 'early' });
			full = true;
			const response = await post('/v1/sessions', { sessionId: 'late' });
			const again = await post('/v1/sessions', { sessionId: 'early' });
			full = false;
			expect(response.status).toBe(429);
			expect(response.headers.get('retry-after')).toBe('5');
			expect(await errorOf(response)).toMatchObject({ code: 'too_many_sessions', retryable: true });
			expect(again.status).toBe(200);
			expect((await post('/v1/sessions', { sessionId: 'late' })).status).toBe(201);
		});

		it('are refused with 429 and a time to wait while MAX_SESSIONS are not over', async () => {
			const answers = await Promise.all(Array.from({ length: 25 }, () => post('/v1/sessions', {})));
			const refused = answers.filter(({ status }) => status === 429);
			expect(refused.length).toBeGreaterThanOrEqual(5);
			expect(refused[0]?.headers.get('retry-after')).toBe('5');
			const { sessions } = sessionList.parse(
				await (await service.request('/v1/sessions?status=waiting')).json(),
			);
			for (const { sessionId } of sessions) await post(`/v1/sessions/${sessionId}/end`);
		});

		it('never show a stack or an internal message', async () => {
			await service.database.schema.alterTable('sessions').renameTo('hidden').execute();
			const response = await service.request('/v1/sessions');
			await service.database.schema.alterTable('hidden').renameTo('sessions').execute();
			expect(response.status).toBe(500);
			expect(await errorOf(response)).toEqual({
				code: 'internal',
				message: 'Something went wrong in the runtime.',
				retryable: true,
			});
		});
	});

	describe('the event stream', () => {
		it('replays, goes on live and ends with the final event', async () => {
			await post('/v1/sessions', { sessionId: 'stream' });
			await service.report('stream', [{ seq: 1, at, event: { type: 'started' } }]);
			const response = await service.request('/v1/sessions/stream/events');
			expect(response.headers.get('content-type')).toBe('text/event-stream');
			await service.report('stream', [
				{ seq: 2, at, event: { type: 'agent_state', state: 'listening' } },
				{ seq: 3, at, event: { type: 'ended', endReason: 'caller_left', failed: false } },
			]);
			// The text is whole only when the server ends the stream.
			const blocks = (await response.text()).trim().split('\n\n');
			expect(blocks.map((block) => /^event: (.*)$/m.exec(block)?.[1])).toEqual([
				'session.started',
				'agent.state',
				'session.ended',
			]);
			const lastId = /^id: (\d+)$/m.exec(blocks[2] ?? '')?.[1] ?? '';
			const again = await service.request('/v1/sessions/stream/events', {
				headers: { 'last-event-id': lastId },
			});
			expect(again.status).toBe(204);
		});
	});

	describe("LiveKit's webhooks", () => {
		const deliver = async (body: string, signedBody = body) => {
			const token = new AccessToken(service.liveKit.apiKey, service.liveKit.apiSecret);
			token.sha256 = createHash('sha256').update(signedBody).digest('base64');
			return fetch(`${service.url}/livekit/webhooks`, {
				method: 'POST',
				headers: {
					authorization: await token.toJwt(),
					'content-type': 'application/webhook+json',
				},
				body,
			});
		};

		it('are accepted when LiveKit signed exactly this body', async () => {
			const body = JSON.stringify({ event: 'room_finished', room: { name: 'meeting_x' } });
			expect((await deliver(body)).status).toBe(204);
		});

		it('are refused when the body was changed or nothing is signed', async () => {
			const body = JSON.stringify({ event: 'room_finished', room: { name: 'meeting_x' } });
			expect((await deliver(body, '{}')).status).toBe(401);
			const unsigned = await fetch(`${service.url}/livekit/webhooks`, { method: 'POST', body });
			expect(unsigned.status).toBe(401);
		});
	});

	describe('the loopback channel', () => {
		const ask = (path: string, headers: Record<string, string>) =>
			fetch(`${service.channelUrl}${path}`, { headers });

		it('serves nobody without the secret of this boot', async () => {
			const response = await ask('/calls/one/tools', { authorization: 'Bearer guess' });
			expect(response.status).toBe(401);
		});

		it('offers a call the tools that its session chose', async () => {
			await post('/v1/sessions', { sessionId: 'few', tools: ['query_database'] });
			const response = await ask('/calls/few/tools', {
				authorization: `Bearer ${service.channelSecret}`,
			});
			const { tools } = (await response.json()) as { tools: { name: string }[] };
			expect(tools.map(({ name }) => name)).toEqual(['query_database']);
		});

		it('knows only sessions that exist and reports that fit', async () => {
			expect((await service.report('none', [])).status).toBe(404);
			expect((await service.report('few', [{ seq: 0 }])).status).toBe(400);
		});
	});

	describe('health', () => {
		it('is alive, and ready only when every condition is met', async () => {
			expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
			expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
			problem = 'The worker is not connected to LiveKit.';
			const response = await fetch(`${service.url}/readyz`);
			problem = undefined;
			expect(response.status).toBe(503);
			expect(await response.json()).toEqual({
				status: 'not_ready',
				problems: ['The worker is not connected to LiveKit.'],
			});
		});
	});

	describe('the talk page', () => {
		it('may use the microphone, LiveKit and the phrases, and nothing else', async () => {
			const response = await fetch(`${service.url}/talk/`);
			expect(await response.text()).toContain('<title>Talk</title>');
			const policy = response.headers.get('content-security-policy') ?? '';
			expect(policy).toContain("default-src 'none'");
			expect(policy).toContain(
				`connect-src 'self' ${service.liveKit.url} ${service.liveKit.url.replace('ws', 'http')} http://127.0.0.1:9999;`,
			);
			expect(response.headers.get('permissions-policy')).toContain('microphone=(self)');
			const asset = await fetch(`${service.url}/talk/assets/page-1a2b.js`);
			expect(asset.headers.get('cache-control')).toContain('immutable');
		});

		it('learns where the phrases are', async () => {
			const response = await fetch(`${service.url}/talk/config.json`);
			expect(await response.json()).toEqual({ phrasesUrl: 'http://127.0.0.1:9999/phrases' });
		});
	});

	it('answers every unknown path in the same way, with a request id', async () => {
		const response = await fetch(`${service.url}/nothing/here`);
		expect(response.status).toBe(404);
		expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
		expect(response.headers.get('x-powered-by')).toBeNull();
		expect((await errorOf(response)).code).toBe('not_found');
	});
});
