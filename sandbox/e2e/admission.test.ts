import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { createSupervisor } from '../src/launch/supervise.ts';
import type { Supervisor } from '../src/launch/supervise.ts';
import { startVoiceStack } from '../src/launch/voice-stack.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { e2eEnvironment, repository, sayInCall } from './start-e2e-stack.ts';

const ABILITIES = 'What can you do for me?';

let folder: string;
let supervisor: Supervisor;
let runtime: Runtime;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'admission-'));
	supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
	const env = e2eEnvironment;
	({ runtime } = await startVoiceStack({
		...{ repository, folder, supervisor, env, n8nWebhookUrl: 'http://127.0.0.1:9/webhook' },
		cache: cacheFolder(env),
		progress: { say: () => undefined, step: (_name, work) => work(() => undefined) },
		runtimeVariables: { MAX_SESSIONS: '1' },
	}));
}, 420_000);

afterAll(async () => {
	await supervisor.stopAll();
	await rm(folder, { recursive: true, force: true });
});

const start = (): Promise<Response> =>
	fetch(`${runtime.url}/v1/sessions`, {
		method: 'POST',
		headers: { authorization: `Bearer ${runtime.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ agent: officeAssistant.agent }),
	});

describe('a runtime whose only place is taken', () => {
	let refused: Response[];
	let ready: Response;
	let first: CallReport;
	let second: CallReport;

	beforeAll(async () => {
		const session = (await (await start()).json()) as StartSessionResponse;
		const asked: Promise<Response>[] = [];
		let asksReady: Promise<Response> | undefined;
		first = await sayInCall(session, [ABILITIES], {
			repeats: 1,
			onEvent(event) {
				if (event.kind !== 'turn') return;
				asked.push(start(), start());
				asksReady = fetch(`${runtime.url}/readyz`);
			},
		});
		refused = await Promise.all(asked);
		ready = await asksReady!;
		await waitForFinalSession(runtime, session.sessionId);
		// LiveKit still takes the runtime for full for a moment, and a session would wait in vain.
		const admitted = await waitUntil(
			async () => {
				const response = await start();
				return response.status === 201 && response;
			},
			{ what: 'the place to be free', timeoutMs: 10_000 },
		);
		const next = (await admitted.json()) as StartSessionResponse;
		second = await sayInCall(next, [ABILITIES], { repeats: 1 });
	}, 120_000);

	it('refuses a session with 429 and says when to come back', async () => {
		expect(refused).toHaveLength(2);
		for (const response of refused) {
			expect(response.status).toBe(429);
			expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
			expect(await response.json()).toMatchObject({
				error: { code: 'too_many_sessions', retryable: true },
			});
		}
	});

	it('is ready all the same, because its call goes on', () => {
		expect(ready.status).toBe(200);
		expect(first.problems).toEqual([]);
	});

	it('serves the next caller as soon as it admits one', () => {
		expect(second.problems).toEqual([]);
		expect(second.turns[0]!.heard).toMatch(/I can search our knowledge base/);
	});
});
