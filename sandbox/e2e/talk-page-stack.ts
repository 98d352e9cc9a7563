import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { StartSessionResponse } from '../../contract/session.ts';
import { openBrowser } from '../src/browser/open-browser.ts';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import { findChromium } from '../src/launch/find-chromium.ts';
import { createSupervisor } from '../src/launch/supervise.ts';
import { startVoiceStack } from '../src/launch/voice-stack.ts';
import type { VoiceStack } from '../src/launch/voice-stack.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { concatenate, silence } from '../src/speech/pcm.ts';
import type { Pcm } from '../src/speech/pcm.ts';
import { writeWav } from '../src/speech/wav.ts';
import { askRuntime, e2eEnvironment, repository } from './start-e2e-stack.ts';
import { openTalkPage } from './talk-page.ts';
import type { TalkPage } from './talk-page.ts';

/** LiveKit, the runtime with its talk page, and browsers to open it in. */
export interface TalkPageStack extends VoiceStack {
	/** Its microphone is silent. */
	quiet: Browser;
	/** Opens a browser whose microphone says this over and over, or that has none; closed after the test. */
	openBrowser(microphone?: Pcm[]): Promise<Browser>;
	startSession(agent?: object): Promise<StartSessionResponse>;
	/** Opens a page that is closed after the test. */
	open(...parameters: Parameters<typeof openTalkPage>): Promise<TalkPage>;
	/** Closes what the test has opened. */
	tidy(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts what the tests of the talk page need. */
export async function startTalkPageStack(): Promise<TalkPageStack> {
	const folder = await mkdtemp(join(tmpdir(), 'talk-page-'));
	const supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
	const env = e2eEnvironment;
	const [stack, executablePath] = await Promise.all([
		startVoiceStack({
			...{ repository, folder, supervisor, env, n8nWebhookUrl: 'http://127.0.0.1:9/webhook' },
			cache: cacheFolder(env),
			progress: { say: () => undefined, step: (_name, work) => work(() => undefined) },
		}),
		findChromium({ env, platform: process.platform, userId: process.getuid?.() }),
	]);
	let recordings = 0;
	const launch = async (microphone?: Pcm[]): Promise<Browser> => {
		if (!microphone) return openBrowser({ executablePath });
		const path = join(folder, `microphone-${++recordings}.wav`);
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
			await supervisor.stopAll();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
