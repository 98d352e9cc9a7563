import { randomUUID } from 'node:crypto';
import type { ToolRegistration } from '../../contract/tool.ts';
import type { CallToolResult } from '../../runtime/src/channel/messages.ts';
import { readSession, waitForFinalSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { openCallChannel } from './call-channel.ts';
import { startOutsideService } from './outside-service.ts';
import type { OutsideService } from './outside-service.ts';
import { askRuntime, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { askService, respond, setField, toolWorkflow, workflowOf } from './voice-workflow.ts';
import type { Step } from './voice-workflow.ts';

const TEN_MEGABYTES = 'word '.repeat(2 * 1024 * 1024);

let stack: E2eStack;
let archive: OutsideService;
/** What the archive waits for before it answers. */
let open: Promise<unknown>;

beforeAll(async () => {
	open = Promise.resolve();
	archive = await startOutsideService(async ({ path }) => {
		await open;
		return path === '/everything' ? TEN_MEGABYTES : { opens: 'nine' };
	});
	stack = await startE2eStack();
}, 300_000);

afterAll(async () => {
	await archive.close();
	await stack.stop();
});

/** Publishes a tool of its own for a test and gives its workflow. */
async function publish(
	steps: readonly Step[],
	trigger: Record<string, unknown> = {},
): Promise<{ tool: string; workflowId: string }> {
	const tool = `tool_${randomUUID().slice(0, 8)}`;
	const workflow = toolWorkflow({
		...{ credential: stack.credential, steps },
		trigger: { toolName: tool, ...trigger },
	});
	const workflowId = await stack.n8n.importWorkflow(workflow);
	await stack.n8n.publish(workflowId);
	return { tool, workflowId };
}

/** Calls a tool once in a session of its own. */
async function callTool(tool: string): Promise<CallToolResult & { sessionId: string }> {
	const sessionId = randomUUID();
	await askRuntime(stack.runtime, 'POST', '/v1/sessions', { sessionId });
	const channel = await openCallChannel(stack.runtime, sessionId);
	const result = await channel.callTool({
		...{ callId: `${sessionId}_call`, tool, arguments: { query: 'opening hours' } },
		turn: { number: 1, userText: 'When is the office open?' },
	});
	return { ...result, sessionId };
}

const end = (sessionId: string) =>
	askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});

const node = (name: string, parameters: Record<string, unknown>, typeVersion = 1): Step => ({
	...{ name, type: `n8n-nodes-base.${name}`, typeVersion, parameters },
});
const code = (jsCode: string): Step => node('code', { jsCode }, 2);

const UNKNOWN = /not known whether this was done/;

describe('what a workflow answers becomes something that can be said:', () => {
	interface Kind {
		kind: string;
		steps: () => Step[];
		/** The workflow answers with a Voice Agent Respond node. */
		responds?: true;
		outcome: 'completed' | 'failed';
		text: RegExp;
	}
	const kinds: Kind[] = [
		{
			kind: 'nothing at all',
			steps: () => [node('noOp', {})],
			...{ responds: true, outcome: 'failed', text: /ended without an answer/ },
		},
		{
			kind: 'a list',
			steps: () => [code("return [{ json: { day: 'Monday' } }, { json: { day: 'Friday' } }]")],
			...{ outcome: 'completed', text: /^\[\{"day":"Monday"\},\{"day":"Friday"\}\]$/ },
		},
		{
			kind: 'an empty list',
			steps: () => [code('return []')],
			...{ outcome: 'completed', text: /^Nothing was found\.$/ },
		},
		{
			kind: 'words',
			steps: () => [respond({ respondWith: 'custom', result: 'We open at nine.' })],
			...{ responds: true, outcome: 'completed', text: /^We open at nine\.$/ },
		},
		{
			kind: 'a failure in words',
			steps: () => [respond({ operation: 'fail', error: 'The archive is closed.' })],
			...{ responds: true, outcome: 'failed' },
			text: /^This did not work: The archive is closed\.$/,
		},
		{
			kind: 'an error of a node',
			steps: () => [node('stopAndError', { errorMessage: 'ECONNREFUSED 10.0.0.1' })],
			...{ outcome: 'failed', text: UNKNOWN },
		},
		{
			kind: 'ten megabytes',
			steps: () => [askService(`${archive.url}/everything`)],
			...{ outcome: 'completed', text: /^.{1000,1500} …$/s },
		},
	];

	it.each(kinds)('$kind', async ({ steps, responds, outcome, text }) => {
		const { tool } = await publish(steps(), responds && { respond: 'respondNode' });
		const result = await callTool(tool);
		expect(result).toMatchObject({ outcome, text: expect.stringMatching(text) as string });
		expect(result.text).not.toMatch(/Error|ECONN|<|http|n8n|\d{3}/);
		await end(result.sessionId);
	});

	it('a web page in place of an answer', async () => {
		const page = workflowOf('A page', [
			{
				...node('webhook', { httpMethod: 'POST', path: 'page', responseMode: 'responseNode' }, 2),
				webhookId: randomUUID(),
			},
			node(
				'respondToWebhook',
				{
					respondWith: 'text',
					responseBody: '<!DOCTYPE html><h1>Please log in</h1>',
					options: {
						responseHeaders: { entries: [{ name: 'content-type', value: 'text/html' }] },
					},
				},
				1.1,
			),
		]);
		await stack.n8n.publish(await stack.n8n.importWorkflow(page));
		const registration: ToolRegistration = {
			...{ name: 'page', description: 'Answers with a page.', parameters: { type: 'object' } },
			...{ requiresConfirmation: false, sideEffect: false, timeoutMs: 20_000, fillerText: '' },
			...{ slot: 'production', url: `${stack.n8n.webhookUrl}/page` },
			workflow: { id: 'page', name: 'A page' },
		};
		await askRuntime(stack.runtime, 'PUT', '/v1/tools/page', registration);
		const result = await callTool('page');
		expect(result).toMatchObject({ outcome: 'failed' });
		expect(result.text).toMatch(UNKNOWN);
		expect(result.text).not.toMatch(/log in|</);
		await end(result.sessionId);
	});
});

describe('a result that comes later', () => {
	const announce = respond({ operation: 'say', say: '=We open at {{ $json.opens }}.' });

	it('than the call is in the record and nobody hears it', async () => {
		const gate: PromiseWithResolvers<void> = Promise.withResolvers();
		open = gate.promise;
		const { tool, workflowId } = await publish([askService(archive.url), announce], {
			respond: 'immediately',
		});
		const { sessionId, outcome } = await callTool(tool);
		expect(outcome).toBe('pending');
		await end(sessionId);
		const ended = await waitForFinalSession(stack.runtime, sessionId);
		expect(ended.toolCalls).toMatchObject([{ tool, outcome: 'pending' }]);

		gate.resolve();
		const record = await waitUntil(
			async () => {
				const read = await readSession(stack.runtime, sessionId);
				return read.toolCalls[0]?.outcome === 'completed' && read;
			},
			{ what: 'the late result', timeoutMs: 20_000 },
		);
		expect(record).toEqual({
			...ended,
			toolCalls: [
				expect.objectContaining({ answer: { status: 'COMPLETED', say: 'We open at nine.' } }),
			],
		});
		const [execution] = await finished(workflowId);
		expect(execution).toMatchObject({ status: 'success' });
	}, 60_000);

	it('a second time is refused, and the builder reads why', async () => {
		const again = { ...respond({ operation: 'say', say: 'No, at ten.' }), name: 'Respond Again' };
		const { tool, workflowId } = await publish(
			[setField('opens', 'nine'), announce, again],
			...[{ respond: 'immediately' }],
		);
		const { sessionId } = await callTool(tool);
		const [execution] = await finished(workflowId);
		expect(execution).toMatchObject({
			...{ status: 'error', lastNode: 'Respond Again' },
			error: 'The result did not reach the voice agent runtime',
		});
		const { toolCalls } = await readSession(stack.runtime, sessionId);
		expect(toolCalls).toMatchObject([
			{ outcome: 'completed', answer: { status: 'COMPLETED', say: 'We open at nine.' } },
		]);
		await end(sessionId);
	}, 60_000);

	const finished = (workflowId: string) =>
		waitUntil(
			async () => {
				const executions = await stack.n8n.executions(workflowId);
				return executions.some(({ stoppedAt }) => stoppedAt !== null) && executions;
			},
			{ what: 'the end of the execution', timeoutMs: 20_000 },
		);
});
