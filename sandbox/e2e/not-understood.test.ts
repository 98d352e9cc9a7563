import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { createSupervisor } from '../src/launch/supervise.ts';
import type { Supervisor } from '../src/launch/supervise.ts';
import { startVoiceStack } from '../src/launch/voice-stack.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { askRuntime, e2eEnvironment, repository, sayInCall } from './start-e2e-stack.ts';

const UNKNOWN = 'Purple elephants dance on the roof.';
const ABILITIES = 'What can you do for me?';
const AGAIN = 'Sorry, I did not catch that. Could you say it again?';

let folder: string;
let supervisor: Supervisor;
let report: CallReport;
let session: SessionRecord;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'not-understood-'));
	supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
	const env = e2eEnvironment;
	const { runtime } = await startVoiceStack({
		...{ repository, folder, supervisor, env, n8nWebhookUrl: 'http://127.0.0.1:9/webhook' },
		cache: cacheFolder(env),
		progress: { say: () => undefined, step: (_name, work) => work(() => undefined) },
	});
	const { body } = await askRuntime(runtime, 'POST', '/v1/sessions', {
		agent: officeAssistant.agent,
	});
	const started = body as StartSessionResponse;
	report = await sayInCall(started, [UNKNOWN, ABILITIES]);
	session = await waitForFinalSession(runtime, started.sessionId);
}, 420_000);

afterAll(async () => {
	await supervisor.stopAll();
	await rm(folder, { recursive: true, force: true });
});

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
		const log = await readFile(join(folder, 'logs', 'runtime.log'), 'utf8');
		expect(log).toContain('speech without words');
	});
});
