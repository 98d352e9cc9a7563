import { randomUUID } from 'node:crypto';
import type { ErrorBody } from '../../contract/error.ts';
import type { RegisteredTool } from '../../contract/tool.ts';
import type { Execution } from '../src/launch/n8n-execution.ts';
import type { WorkflowFile } from '../src/launch/n8n-workflows.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { startSessionThroughN8n } from '../src/launch/start-session.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { postToTrigger, signedToolCall } from './signed-tool-call.ts';
import type { SignedToolCall } from './signed-tool-call.ts';
import { askRuntime, sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { searchTool } from './voice-workflow.ts';

const PUBLISHED_ANSWER = 'The archive says that the office opens at nine.';
const QUESTION = 'When is the office open?';

let stack: E2eStack;
let workflow: WorkflowFile;
let workflowId: string;

beforeAll(async () => {
	stack = await startE2eStack();
	workflow = searchTool({ credential: stack.credential, answer: PUBLISHED_ANSWER });
	workflowId = await stack.n8n.importWorkflow(workflow);
}, 300_000);

afterAll(() => stack.stop());

/** What is registered, without what a ping found out meanwhile. */
async function registrations(): Promise<Omit<RegisteredTool, 'lastPing'>[]> {
	const { body } = await askRuntime(stack.runtime, 'GET', '/v1/tools');
	return (body as { tools: RegisteredTool[] }).tools
		.filter(({ workflow }) => workflow.id === workflowId)
		.map((tool) => {
			const registered = { ...tool };
			delete registered.lastPing;
			// A busy machine makes n8n look slow.
			if (registered.state.status === 'ready') registered.state = { status: 'ready' };
			return registered;
		});
}

async function production(): Promise<Omit<RegisteredTool, 'lastPing'>> {
	const [tool] = (await registrations()).filter(({ slot }) => slot === 'production');
	if (!tool) throw new Error('The tool is not registered.');
	return tool;
}

/** Calls n8n as the runtime does. */
async function callTool(options: {
	callId?: string;
	secret?: string;
	now?: number;
	/** Replaces what is sent after it was signed. */
	send?: (signed: SignedToolCall) => { body: Buffer; headers: object };
}): Promise<{ status: number; text: string }> {
	const { callId = randomUUID(), now = Date.now(), secret = stack.runtime.signingSecret } = options;
	const signed = signedToolCall({ callId, tool: 'query_database', secret, now });
	return postToTrigger((await production()).url, options.send?.(signed) ?? signed);
}

/** The queries of the workflow's executions, in order, when there are at least so many. */
async function queries(count: number): Promise<unknown[]> {
	const stored = await waitUntil(
		async () => {
			const all = await stack.n8n.executions(workflowId);
			return all.length >= count && all;
		},
		{ what: `${count} executions`, timeoutMs: 15_000 },
	);
	return stored.map(queryOf);
}

const queryOf = ({ outputs }: Execution): unknown =>
	(outputs['Voice Agent Trigger']?.[0] as { parameters: { query: unknown } }).parameters.query;

/** One question in a call; the agent's answer as the caller heard it. */
async function ask(): Promise<string> {
	const started = await startSessionThroughN8n(stack, { ...officeAssistant.agent });
	const report = await sayInCall(started, [QUESTION], { repeats: 1 });
	expect(report.problems).toEqual([]);
	await waitForFinalSession(stack.runtime, started.sessionId);
	return report.turns[0]!.heard;
}

describe('a tool that a workflow is', () => {
	it('is there while the workflow is published', async () => {
		expect(await registrations()).toEqual([]);
		await stack.n8n.publish(workflowId);
		expect(await registrations()).toEqual([
			expect.objectContaining({
				...{ name: 'query_database', slot: 'production', state: { status: 'ready' } },
				workflow: { id: workflowId, name: 'Search with a trigger' },
			}),
		]);
		expect((await production()).url.startsWith(`${stack.n8n.webhookUrl}/`)).toBe(true);
		await stack.n8n.unpublish(workflowId);
		expect(await registrations()).toEqual([]);
		const { body } = await askRuntime(stack.runtime, 'GET', '/v1/tools');
		// The built-in tool of the same name is back.
		expect((body as { tools: RegisteredTool[] }).tools).toContainEqual(
			expect.objectContaining({ registrationId: 'built-in:query_database' }),
		);
		await stack.n8n.publish(workflowId);
		expect(await registrations()).toHaveLength(1);
	}, 60_000);

	it('changes when its published workflow is changed', async () => {
		const before = await production();
		workflow.nodes[0]!.parameters.toolDescription = 'Searches the archive of the office.';
		await stack.n8n.updateWorkflow(workflowId, workflow);
		await waitUntil(
			async () => (await production()).description === 'Searches the archive of the office.',
			{ what: 'the registration to change', timeoutMs: 15_000 },
		);
		expect(await registrations()).toHaveLength(1);
		expect((await production()).url).toBe(before.url);
	}, 60_000);

	it('runs for a signed call, once, and for nothing else', async () => {
		const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
		const before = (await stack.n8n.executions(workflowId)).length;
		const tenMinutesAgo = Date.now() - 10 * 60_000;
		const refused: [name: string, call: Parameters<typeof callTool>[0]][] = [
			['unsigned', { send: ({ body }) => ({ body, headers: {} }) }],
			[
				'tampered',
				{
					send: ({ body, headers }) => ({
						body: Buffer.from(body.toString().replace('"query":"', '"query":"x')),
						headers,
					}),
				},
			],
			[
				'under another id',
				{
					send: ({ body, headers }) => ({ body, headers: { ...headers, 'webhook-id': 'another' } }),
				},
			],
			['stale', { now: tenMinutesAgo }],
			[
				'made fresh',
				{
					now: tenMinutesAgo,
					send: ({ body, headers }) => ({
						body,
						headers: { ...headers, 'webhook-timestamp': `${Math.floor(Date.now() / 1000)}` },
					}),
				},
			],
			['by another secret', { secret: other }],
		];
		const answers: [string, number][] = [];
		for (const [name, call] of refused) {
			const { status, text } = await callTool(call);
			answers.push([name, status]);
			expect(text).toMatch(/"code":"unauthorized"/);
		}
		expect(answers).toEqual(refused.map(([name]) => [name, 401]));

		const callId = randomUUID();
		const twice = await Promise.all([callTool({ callId }), callTool({ callId })]);
		expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
		expect(twice.map(({ text }) => text)).toContain(JSON.stringify([{ result: PUBLISHED_ANSWER }]));
		expect(await callTool({ callId })).toMatchObject({ status: 409 });
		const last = randomUUID();
		expect(await callTool({ callId: last })).toMatchObject({ status: 200 });
		// The last one is stored after all that came before it.
		expect((await queries(before + 2)).slice(before)).toEqual([callId, last]);
	}, 60_000);

	it('cannot be registered at another origin', async () => {
		const published = await production();
		const elsewhere: Partial<RegisteredTool> = {
			...published,
			url: 'https://evil.example/webhook/x/voice-agent-tool',
		};
		delete elsewhere.registrationId;
		delete elsewhere.state;
		delete elsewhere.updatedAt;
		const path = `/v1/tools/${published.registrationId}`;
		const { status, body } = await askRuntime(stack.runtime, 'PUT', path, elsewhere);
		expect({ status, body }).toMatchObject({
			status: 422,
			body: { error: { code: 'tool_url_not_allowed', details: [{ field: 'url' }] } },
		});
		expect((body as ErrorBody).error.message).toContain('N8N_ALLOWED_ORIGINS');
		expect(await production()).toEqual(published);
	});

	it('gives its next call to a builder who listens, and stays published', async () => {
		const published = await production();
		const before = (await stack.n8n.executions(workflowId)).length;
		await stack.n8n.listen(workflowId, 'Voice Agent Trigger');
		const slots = (await registrations()).map(({ slot, url }) => [slot, new URL(url).pathname]);
		expect(slots).toEqual([
			['production', expect.stringMatching(/^\/webhook\//)],
			['test', expect.stringMatching(/^\/webhook-test\//)],
		]);

		expect(await ask()).toContain(PUBLISHED_ANSWER);
		await queries(before + 1);
		const tested = (await stack.n8n.executions(workflowId)).slice(before);
		expect(tested.map(({ mode, status }) => [mode, status])).toEqual([['manual', 'success']]);
		expect(await registrations()).toEqual([published]);

		expect(await callTool({})).toMatchObject({ status: 200 });
		await queries(before + 2);
		const next = (await stack.n8n.executions(workflowId)).slice(before + 1);
		expect(next.map(({ mode }) => mode)).toEqual(['webhook']);
	}, 90_000);

	it('is known after the runtime was restarted, and after it was killed', async () => {
		const registered = await registrations();
		await stack.runtime.restart();
		expect(await registrations()).toEqual(registered);
		await stack.runtime.kill();
		await stack.runtime.restart();
		expect(await registrations()).toEqual(registered);
		expect(await ask()).toContain(PUBLISHED_ANSWER);
	}, 120_000);

	it('works after n8n was restarted', async () => {
		const registered = await registrations();
		await stack.n8n.restart();
		expect(await ask()).toContain(PUBLISHED_ANSWER);
		expect(await registrations()).toEqual(registered);
	}, 120_000);
});
