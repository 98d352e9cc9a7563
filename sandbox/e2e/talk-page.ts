import type { Browser, Locator, Page } from 'playwright-core';
import { placeWitness } from './page-witness.ts';

/** A visitor's view of the talk page. */
export interface TalkPage {
	page: Page;
	/** An element by its data-testid. */
	part(testId: string): Locator;
	/** Presses the start button and waits until the agent is there. */
	startCall(): Promise<void>;
	/** Clicks the sentence as soon as it can be said. */
	say(sentence: string): Promise<void>;
	/** Waits for a finished line of the transcript. */
	line(role: 'user' | 'agent', text: string): Promise<void>;
	/** Waits until the page explains a problem; resolves with its words. */
	explanation(problem: string): Promise<string>;
	/** Errors in the console and uncaught ones. */
	errors: string[];
	/** Every address that the page asked, web sockets included. */
	requests: URL[];
	close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** Opens a talk page in a browser profile of its own. */
export async function openTalkPage(
	browser: Browser,
	address: string,
	{ microphoneAllowed = true }: { microphoneAllowed?: boolean } = {},
): Promise<TalkPage> {
	const context = await browser.newContext();
	await context.grantPermissions(microphoneAllowed ? ['microphone'] : []);
	const page = await context.newPage();
	page.setDefaultTimeout(TIMEOUT_MS);
	const errors: string[] = [];
	const requests: URL[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') errors.push(message.text());
	});
	page.on('request', (request) => requests.push(new URL(request.url())));
	page.on('websocket', (socket) => requests.push(new URL(socket.url())));
	await placeWitness(page);
	await page.goto(address);
	const part = (testId: string) => page.getByTestId(testId);
	return {
		...{ page, part, errors, requests },
		async startCall() {
			await part('start').click();
			await page.locator('[data-testid=status][data-phase=connected]').waitFor();
			await page.locator('[data-testid=agent-state]:not([data-state=absent])').waitFor();
		},
		say: (sentence) =>
			page.locator('[data-testid=phrase][aria-disabled=false]', { hasText: sentence }).click(),
		async line(role, text) {
			const finished = `[data-testid=transcript-item][data-role=${role}][data-final=true]`;
			try {
				await page.locator(finished, { hasText: text }).first().waitFor();
			} catch (cause) {
				const shown = await part('transcript-item').allInnerTexts();
				throw new Error(`The ${role} did not say “${text}”: ${JSON.stringify(shown)}`, { cause });
			}
		},
		async explanation(problem) {
			const shown = page.locator(`[data-testid=problem][data-problem=${problem}]`);
			await shown.waitFor();
			return shown.innerText();
		},
		close: () => context.close(),
	};
}
