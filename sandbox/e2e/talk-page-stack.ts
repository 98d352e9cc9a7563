import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { StartSessionResponse } from '../../contract/session.ts';
import { openBrowser } from '../src/browser/open-browser.ts';
import { findChromium } from '../src/launch/find-chromium.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { concatenate, silence } from '../src/speech/pcm.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { writeWav } from '../src/speech/wav.ts';
import { e2eEnvironment } from './e2e-run.ts';
import { askRuntime } from './start-e2e-stack.ts';
import { startE2eVoiceStack, type E2eVoiceStack } from './start-e2e-voice-stack.ts';
import { openTalkPage } from './talk-page.ts';
import type { TalkPage } from './talk-page.ts';

/** LiveKit, the runtime with its talk page, and browsers to open it in. */
export interface TalkPageStack extends E2eVoiceStack {
	/** Its microphone is silent. */
	quiet: Browser;
	/** Opens a browser whose microphone says this over and over, or that has none; closed after the test. */
	openBrowser(microphone?: Pcm[]): Promise<Browser>;
	startSession(agent?: object): Promise<StartSessionResponse>;
	/** Opens a page that is closed after the test. */
	open(...parameters: Parameters<typeof openTalkPage>): Promise<TalkPage>;
	/** Closes what the test has opened. */
	tidy(): Promise<void>;
}

/** Starts what the tests of the talk page need. */
export async function startTalkPageStack(): Promise<TalkPageStack> {
	const { platform } = process;
	const [stack, executablePath] = await Promise.all([
		startE2eVoiceStack(),
		findChromium({ env: e2eEnvironment, platform, userId: process.getuid?.() }),
	]);
	let recordings = 0;
	const launch = async (microphone?: Pcm[]): Promise<Browser> => {
		if (!microphone) return openBrowser({ executablePath });
		const path = join(stack.folder, `microphone-${++recordings}.wav`);
		await writeFile(path, writeWav(concatenate(microphone)));
		return openBrowser({ executablePath, microphone: path });
	};
	const quiet = await launch([silence(1000, 48_000)]);
	const opened: { close(): Promise<void> }[] = [];
	const tidy = async () => {
		for (const one of opened.splice(0)) await one.close();
	};
	return {
		...stack,
		...{ quiet, tidy },
		async openBrowser(microphone) {
			const browser = await launch(microphone);
			opened.push(browser);
			return browser;
		},
		async startSession(agent = officeAssistant.agent) {
			const body = { agent, tools: [] };
			const answer = await askRuntime(stack.runtime, 'POST', '/v1/sessions', body);
			expect(answer.status).toBe(201);
			return answer.body as StartSessionResponse;
		},
		async open(...parameters) {
			const page = await openTalkPage(...parameters);
			opened.push(page);
			return page;
		},
		async stop() {
			await tidy();
			await quiet.close();
			await stack.stop();
		},
	};
}
