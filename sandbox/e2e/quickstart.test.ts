import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { SessionRecord } from '../../contract/session.ts';
import { openBrowser } from '../src/browser/open-browser.ts';
import { findChromium } from '../src/launch/find-chromium.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { walkQuickstart, type Walk } from '../src/pictures/quickstart.ts';
import { silence } from '../src/speech/pcm.ts';
import { writeWav } from '../src/speech/wav.ts';
import { e2eEnvironment } from './e2e-run.ts';
import { askRuntime, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';

let folder: string;
let stack: E2eStack;
let browser: Browser;
let walk: Walk;
let session: SessionRecord;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'quickstart-'));
	stack = await startE2eStack();
	const { platform } = process;
	const executablePath = await findChromium({
		...{ env: e2eEnvironment, platform, userId: process.getuid?.() },
	});
	const microphone = join(folder, 'microphone.wav');
	await writeFile(microphone, writeWav(silence(1_000, 48_000)));
	browser = await openBrowser({ executablePath, microphone });
	walk = await walkQuickstart({
		...{ browser, n8n: stack.n8n, takePicture: () => Promise.resolve() },
	});
	const { body } = await askRuntime(stack.runtime, 'GET', '/v1/sessions');
	const [{ sessionId }] = (body as { sessions: [SessionRecord] }).sessions;
	session = await waitForFinalSession(stack.runtime, sessionId);
}, 420_000);
afterAll(async () => {
	await browser.close();
	await stack.stop();
	await rm(folder, { recursive: true });
});

describe("the walk of docs/quickstart.md on n8n's screen", () => {
	it('finds every node by its name', () => {
		expect(walk.found).toEqual(
			expect.arrayContaining([
				...['Start Voice Agent', 'Voice Agent Trigger', 'Voice Agent Respond'],
				...['Voice Agent Session', 'Voice Agent Event'],
			]),
		);
	});

	it("ends with an answer that came from the builder's own tool", () => {
		expect(walk.answer).toBe('The office is open from nine to five.');
		expect(session).toMatchObject({
			...{ status: 'ended', endReason: 'caller_left' },
			toolCalls: [
				{
					...{ tool: 'search_opening_hours', outcome: 'completed' },
					arguments: { query: 'office opening hours' },
				},
			],
		});
	});
});
