import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { signIn } from '../browser/n8n-editor.ts';
import { giveCredentials } from '../launch/import-examples.ts';
import type { Credential, WorkflowFile } from '../launch/n8n-workflows.ts';
import { openWorkflow } from './editor-pictures.ts';
import type { PictureOptions } from './editor-pictures.ts';

const WINDOW = { width: 1500, height: 900 };
const MARGIN = 24;
/** What the editor lays over the canvas, and the stubs where the next node would go. */
const OVERLAYS = `
	.vue-flow__panel, [class*=executionButtons], [class*=nodeButtonsWrapper],
	[data-test-id=canvas-background], [data-test-id=canvas-handle-plus-wrapper] {
		visibility: hidden !important;
	}`;

/** Takes a picture of the canvas of every example, as it looks when its reader has chosen the credentials. */
export async function takeExamplePictures({ browser, stack, folder }: PictureOptions) {
	const { n8n, workflows } = stack;
	const context = await browser.newContext({
		...{ viewport: WINDOW, deviceScaleFactor: 1.25, colorScheme: 'light' },
	});
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	await signIn(page, n8n);

	const wanted = workflows.flatMap(({ workflow }) =>
		workflow.nodes.flatMap(({ credentials = {} }) =>
			Object.entries(credentials).flatMap(([type, { id, name }]) =>
				id === null ? [{ type, name }] : [],
			),
		),
	);
	const accounts = new Map<string, Credential>();
	for (const { type, name } of wanted) {
		if (accounts.has(type)) continue;
		const body = { type, name, data: {} };
		accounts.set(type, await n8n.api().editor<Credential>('POST', '/credentials', body));
	}
	for (const { id, file, workflow } of workflows) {
		const complete = giveCredentials(workflow, 'n8n-nodes-livekit-voice-agent', [
			...accounts.values(),
		]);
		await n8n.updateWorkflow(id, chooseFromLists(complete));
		await openWorkflow(page, `${n8n.url}/workflow/${id}`);
		await page.addStyleTag({ content: OVERLAYS });
		const path = join(folder, file.replace(/\.json$/, '.png'));
		await page.screenshot({ path, clip: await boundsOf(page) });
	}
	await context.close();
}

/** Chooses something in every list from which nothing is chosen yet, which the editor marks as a fault otherwise. */
const chooseFromLists = (workflow: WorkflowFile): WorkflowFile =>
	JSON.parse(
		JSON.stringify(workflow).replaceAll(
			'"mode":"list","value":""',
			'"mode":"list","value":"chosen","cachedResultName":"Chosen"',
		),
	) as WorkflowFile;

/** The part of the window that the workflow's nodes and notes fill. */
async function boundsOf(page: Page) {
	const nodes = await page.locator('.vue-flow__node').all();
	const boxes = (await Promise.all(nodes.map((node) => node.boundingBox()))).flatMap(
		(box) => box ?? [],
	);
	const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
	const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
	const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN;
	// Below a node stand its name and its subtitle.
	const lowest = Math.max(...boxes.map(({ y, height }) => y + height)) + 3 * MARGIN;
	const canvas = await page.locator('.vue-flow').first().boundingBox();
	const bottom = canvas ? Math.min(lowest, canvas.y + canvas.height) : lowest;
	return { x: left, y: top, width: right - left, height: bottom - top };
}
