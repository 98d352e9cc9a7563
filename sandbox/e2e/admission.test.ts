import type { StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { sayInCall } from './start-e2e-stack.ts';
import { startE2eVoiceStack, type E2eVoiceStack } from './start-e2e-voice-stack.ts';

const ABILITIES = 'What can you do for me?';

let stack: E2eVoiceStack;
let runtime: Runtime;

beforeAll(async () => {
	stack = await startE2eVoiceStack({ runtimeVariables: { MAX_SESSIONS: '1' } });
	({ runtime } = stack);
}, 420_000);

afterAll(() => stack.stop());

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
