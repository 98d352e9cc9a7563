import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { signIn } from '../browser/n8n-editor.ts';
import type { Credential } from '../launch/n8n-workflows.ts';
import type { Stack } from '../launch/stack.ts';

export interface PictureOptions {
	browser: Browser;
	stack: Stack;
	/** Where the PNG files go. */
	folder: string;
}

/** A node of an example workflow, opened in the editor. */
const NODES = [
	{ picture: 'start-voice-agent', file: 'start-voice-agent.json', node: 'Start Voice Agent' },
	{ picture: 'voice-agent-trigger', file: 'send-email.json', node: 'Voice Agent Trigger' },
	{ picture: 'voice-agent-respond', file: 'send-email.json', node: 'Voice Agent Respond' },
];
const CANVAS_SIZE = { width: 1100, height: 640 };
const NODE_SIZE = { width: 1280, height: 800 };

/** Takes a picture of each node and of one workflow in n8n's editor. */
export async function takeEditorPictures({ browser, stack, folder }: PictureOptions) {
	const { n8n, workflows } = stack;
	const context = await browser.newContext({
		viewport: CANVAS_SIZE,
		deviceScaleFactor: 2,
		colorScheme: 'light',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	await signIn(page, n8n);

	const idOf = (file: string) => workflows.find((imported) => imported.file === file)?.id ?? '';
	const take = (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
	await openWorkflow(page, `${n8n.url}/workflow/${idOf('send-email.json')}`);
	await take('send-email-workflow');
	const ownWorkflow = await n8n.importWorkflow({
		name: 'A token for a caller, a sentence for a call',
		nodes: [
			{
				...{ id: 'token', name: 'LiveKit Token', position: [0, 0], typeVersion: 1 },
				type: 'n8n-nodes-livekit-voice-agent.liveKitToken',
				parameters: { sessionId: '={{ $execution.id }}', identity: '={{ $json.customer }}' },
				credentials: { liveKitApi: await credential(stack, 'liveKitApi') },
			},
			{
				...{ id: 'session', name: 'Voice Agent Session', position: [260, 0], typeVersion: 1 },
				type: 'n8n-nodes-livekit-voice-agent.voiceAgentSession',
				parameters: {
					...{ resource: 'agent', operation: 'say', text: 'Your table is ready now.' },
					sessionId: { __rl: true, mode: 'id', value: '={{ $json.sessionId }}' },
				},
				credentials: { voiceAgentRuntimeApi: await credential(stack, 'voiceAgentRuntimeApi') },
			},
		],
		connections: {},
	});
	const opened = [
		...NODES.map(({ file, ...rest }) => ({ ...rest, id: idOf(file) })),
		{ picture: 'livekit-token', node: 'LiveKit Token', id: ownWorkflow },
		{ picture: 'voice-agent-session', node: 'Voice Agent Session', id: ownWorkflow },
	];
	await page.setViewportSize(NODE_SIZE);
	for (const { picture, node, id } of opened) {
		await openWorkflow(page, `${n8n.url}/workflow/${id}`);
		await page.locator(`[data-test-id=canvas-node][data-node-name="${node}"]`).dblclick();
		await page.locator('[data-test-id=ndv]').waitFor();
		await settle(page);
		await take(picture);
	}
	await context.close();
}

export async function openWorkflow(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await page.locator('[data-test-id=canvas-node]').first().waitFor();
	await settle(page);
}

/** Icons load and panels slide in. */
async function settle(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle').catch(() => undefined);
	await page.waitForTimeout(1_500);
}

async function credential({ n8n }: Stack, wanted: string) {
	const stored = await n8n.api().editor<Credential[]>('GET', '/credentials');
	const found = stored.find(({ type }) => type === wanted);
	return { id: found?.id ?? null, name: found?.name ?? '' };
}
