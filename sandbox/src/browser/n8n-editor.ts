import type { Browser, Locator, Page } from 'playwright-core';
import type { N8n } from '../launch/n8n.ts';

/** n8n's editor, operated as a builder does it: by what is on the screen. */
export interface N8nEditor {
	page: Page;
	newWorkflow(name: string): Promise<void>;
	/** Types a search into the node panel and gives the names that it finds. */
	searchNode(text: string): Promise<string[]>;
	/** Adds a node that the node panel finds, behind the last one, and leaves it open if n8n opens it. */
	addNode(name: string): Promise<void>;
	/** The part of the open node in which this parameter is. */
	parameter(name: string): Locator;
	/** Writes into a parameter of the open node, or of a part of it. */
	fill(name: string, text: string, within?: Locator): Promise<void>;
	/** Executes the open node, and waits until it has succeeded. */
	execute(): Promise<void>;
	closeNode(): Promise<void>;
	/** Publishes the open workflow, and waits until n8n says that it is. */
	publish(): Promise<void>;
	close(): Promise<void>;
}

const SIZE = { width: 1280, height: 800 };
const TIMEOUT_MS = 30_000;
/** Panels slide in. */
const SETTLE_MS = 800;

/** Signs the owner in, in a browser profile of its own. */
export async function openN8nEditor(
	browser: Browser,
	{ url, owner }: Pick<N8n, 'url' | 'owner'>,
): Promise<N8nEditor> {
	const context = await browser.newContext({ viewport: SIZE, colorScheme: 'light' });
	const page = await context.newPage();
	page.setDefaultTimeout(TIMEOUT_MS);
	const part = (testId: string) => page.locator(`[data-test-id="${testId}"]`);
	const search = part('node-creator-search-bar');
	const found = part('node-creator-item-name');

	await signIn(page, { url, owner });

	const openNodePanel = async (): Promise<void> => {
		if (await search.isVisible()) return;
		await part('canvas-plus-button').or(part('canvas-handle-plus')).first().click();
		await search.waitFor();
	};

	const editor: N8nEditor = {
		page,
		async newWorkflow(name) {
			await page.goto(`${url}/workflow/new`);
			await part('workflow-name-input').click();
			await part('inline-edit-input').fill(name);
			await page.keyboard.press('Enter');
		},
		async searchNode(text) {
			await openNodePanel();
			await search.fill(text);
			await page.waitForTimeout(SETTLE_MS);
			return found.allInnerTexts();
		},
		async addNode(name) {
			await editor.searchNode(name);
			await found.filter({ hasText: name }).first().click();
			// Nodes of community packages show a page about themselves first.
			const add = page.getByText('Add to workflow');
			await search.waitFor({ state: 'hidden' });
			await page.waitForTimeout(SETTLE_MS);
			if (await add.isVisible()) await add.click();
			await page.waitForTimeout(SETTLE_MS);
		},
		parameter: (name) => part(`parameter-input-${name}`),
		async fill(name, text, within) {
			const field = within
				? within.locator(`[data-test-id=parameter-input-${name}]`)
				: editor.parameter(name);
			await field.locator('input, textarea').first().fill(text);
		},
		async execute() {
			await part('node-execute-button').first().click();
			await part('node-run-status-success').waitFor();
		},
		async closeNode() {
			await part('ndv-close-button').click();
			await part('ndv').waitFor({ state: 'hidden' });
		},
		async publish() {
			await part('workflow-open-publish-modal-button').click();
			await part('workflow-publish-button').click();
			const understood = page.getByRole('button', { name: 'Got it' });
			await understood.click();
			await understood.waitFor({ state: 'hidden' });
			await page.getByText('Published', { exact: true }).first().waitFor();
		},
		close: () => context.close(),
	};
	return editor;
}

/** Signs the owner in with n8n's own form. */
export async function signIn(
	page: Page,
	{ url, owner }: Pick<N8n, 'url' | 'owner'>,
): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
	await page.locator('input[name=password]').fill(owner.password);
	await page.locator('[data-test-id=form-submit-button]').click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
}
