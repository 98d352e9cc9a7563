import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSessionThroughN8n } from '../launch/start-session.ts';
import { officeAssistant } from '../scenario/office-assistant.ts';
import type { PictureOptions } from './editor-pictures.ts';

/** The scripted call up to the question whether the email shall be sent, and what the agent answers before. */
const SAID = officeAssistant.turns.slice(0, 3).map(({ say }) => say);
const ANSWERS = [officeAssistant.agent.greeting, 'You are talking to Ava', 'Here is what I found.'];

/** Holds the scripted call on the talk page, and takes a picture while the agent speaks, in light and in dark. */
export async function takeTalkPagePictures({ browser, stack, folder }: PictureOptions) {
	const { talkUrl } = await startSessionThroughN8n(stack, { ...officeAssistant.agent });
	const context = await browser.newContext({
		viewport: { width: 960, height: 650 },
		// At 2 the colours of the orb alone make a file of half a megabyte.
		deviceScaleFactor: 1.75,
		permissions: ['microphone'],
	});
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	await page.goto(talkUrl);
	await page.getByTestId('start').click();
	for (const [index, sentence] of SAID.entries()) {
		await page
			.locator('[data-role=agent][data-final=true]', { hasText: ANSWERS[index] ?? '' })
			.waitFor();
		await agent(page, 'listening');
		await page.locator('[data-testid=phrase][aria-disabled=false]', { hasText: sentence }).click();
	}
	await agent(page, 'speaking');
	await page.waitForTimeout(1_500);
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		await page.waitForTimeout(500);
		const name = colorScheme === 'light' ? 'talk-page' : 'talk-page-dark';
		await page.screenshot({ path: join(folder, `${name}.png`) });
	}
	await page.getByTestId('end').click();
	await context.close();
}

const agent = (page: Page, state: string) =>
	page.locator(`[data-testid=agent-state][data-state=${state}]`).waitFor();
