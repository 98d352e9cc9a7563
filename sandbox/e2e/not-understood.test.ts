import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { askRuntime, sayInCall } from './start-e2e-stack.ts';
import { startE2eVoiceStack, type E2eVoiceStack } from './start-e2e-voice-stack.ts';

const UNKNOWN = 'Purple elephants dance on the roof.';
const ABILITIES = 'What can you do for me?';
const AGAIN = 'Sorry, I did not catch that. Could you say it again?';

let stack: E2eVoiceStack;
let report: CallReport;
let session: SessionRecord;

beforeAll(async () => {
	stack = await startE2eVoiceStack();
	const { runtime } = stack;
	const { body } = await askRuntime(runtime, 'POST', '/v1/sessions', {
		agent: officeAssistant.agent,
	});
	const started = body as StartSessionResponse;
	report = await sayInCall(started, [UNKNOWN, ABILITIES]);
	session = await waitForFinalSession(runtime, started.sessionId);
}, 420_000);

afterAll(() => stack.stop());

describe('a caller of whose words the recogniser makes nothing', () => {
	it('is asked to say it again, aloud', () => {
		const [unknown] = report.turns;
		expect(unknown).toMatchObject({ recognised: '', heard: AGAIN, problem: null });
		expect(unknown!.latencyMs).toBeGreaterThan(3_000);
		expect(unknown!.latencyMs).toBeLessThan(10_000);
	});

	it('is then understood and answered', () => {
		expect(report.problems).toEqual([]);
		expect(report.turns[1]).toMatchObject({ recognised: ABILITIES });
		expect(report.turns[1]!.heard).toMatch(/^I can search our knowledge base/);
	});

	it('leaves the question in the record and a warning without words in the log', async () => {
		expect(session.transcript.map(({ role, text }) => [role, text]).slice(1, 3)).toEqual([
			['agent', AGAIN],
			['user', ABILITIES],
		]);
		expect(await stack.log('runtime')).toContain('speech without words');
	});
});
