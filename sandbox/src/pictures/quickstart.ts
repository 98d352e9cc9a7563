import type { Browser, Page } from 'playwright-core';
import { openN8nEditor } from '../browser/n8n-editor.ts';
import type { Stack } from '../launch/stack.ts';

/** What the walk of docs/quickstart.md has seen on the screen. */
export interface Walk {
	/** What n8n's node search finds for "voice agent". */
	found: string[];
	/** The caller's page, from Start Voice Agent's output. */
	talkUrl: string;
	/** What the agent answered to the question that the builder's own tool is for. */
	answer: string;
}

/** Read by the simulated model as a search of the builder's own. */
const TOOL = 'search_opening_hours';
const QUESTION = 'When is the office open?';
const ANSWER = 'The office is open from nine to five.';

/**
 * Does what docs/quickstart.md tells a new user to do, on n8n's screen and the talk page.
 *
 * @param takePicture - Called where the document shows one.
 */
export async function walkQuickstart(options: {
	browser: Browser;
	n8n: Pick<Stack['n8n'], 'url' | 'owner'>;
	takePicture: (name: string, page: Page) => Promise<unknown>;
}): Promise<Walk> {
	const { browser, n8n, takePicture } = options;
	const editor = await openN8nEditor(browser, n8n);
	const { page } = editor;

	await editor.newWorkflow('Call me');
	const found = await editor.searchNode('voice agent');
	await takePicture('search', page);
	await editor.addNode('Manual Trigger');
	await editor.addNode('Start Voice Agent');
	await page.locator('[data-test-id=credential-edit-button]').click();
	await page.getByText('Connection tested successfully').waitFor();
	await page.getByRole('button', { name: 'Retry' }).waitFor();
	await takePicture('credential', page);
	await page.locator('[data-test-id=editCredential-modal] button[aria-label*=Close]').click();
	await editor.fill(
		'instructions',
		'You are Ava, the friendly assistant of a small office. Answer in one or two short sentences.',
	);
	await editor.fill('greeting', 'Hello, this is Ava from the office. How can I help you?');
	await editor.execute();
	await page.locator('.n8n-toast, [role=alert]').last().waitFor({ state: 'hidden' });
	await takePicture('start', page);
	const output = page.locator('[data-test-id=output-panel]');
	const talkUrl = await output.getByText('/talk/#').first().innerText();
	await editor.closeNode();

	await editor.newWorkflow('Tool: opening hours');
	await editor.addNode('Voice Agent Trigger');
	await editor.fill('toolName', TOOL);
	await editor.fill('toolDescription', 'Says when the office is open.');
	const parameters = page.locator('[data-test-id=fixed-collection-parameters]');
	await parameters.locator('[data-test-id=fixed-collection-add]').click();
	await editor.fill('name', 'query', parameters);
	await editor.fill('description', 'What the caller wants to know', parameters);
	await takePicture('tool', page);
	await editor.closeNode();
	await editor.addNode('Edit Fields');
	await page.locator('[data-test-id=assignment-collection-drop-area]').click();
	await page.locator('[data-test-id=assignment-name] input').fill('result');
	await page.locator('[data-test-id=assignment-value]').locator('input, textarea').fill(ANSWER);
	await editor.closeNode();
	await editor.publish();
	await page.locator('[data-test-id=zoom-to-fit]').click();
	await takePicture('published', page);

	const answer = await ask(browser, talkUrl, (talkPage) => takePicture('talk', talkPage));
	await page.locator('[data-test-id=radio-button-executions]').click();
	await page.locator('[data-test-id=execution-preview-id]').waitFor();
	await takePicture('execution', page);
	await editor.close();
	return { found, talkUrl, answer };
}

/** Calls, asks the question by clicking on it, and waits for the answer that follows. */
async function ask(
	browser: Browser,
	talkUrl: string,
	onAnswer: (page: Page) => Promise<unknown>,
): Promise<string> {
	const context = await browser.newContext({
		viewport: { width: 960, height: 650 },
		permissions: ['microphone'],
	});
	const page = await context.newPage();
	await page.goto(talkUrl);
	await page.getByTestId('start').click();
	const said = page.locator('[data-role=agent][data-final=true]');
	await said.filter({ hasText: 'How can I help you?' }).waitFor();
	await page.locator('[data-testid=phrase][aria-disabled=false]', { hasText: QUESTION }).click();
	const answers = said.filter({ hasText: ANSWER });
	await answers.waitFor();
	await onAnswer(page);
	const answer = await answers.locator('.text').innerText();
	await page.getByTestId('end').click();
	await context.close();
	return answer;
}
