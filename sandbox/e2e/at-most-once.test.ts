import { randomBytes, randomUUID } from 'node:crypto';
import type { ErrorBody } from '../../contract/error.ts';
import type { ToolRegistration } from '../../contract/tool.ts';
import type { CallToolRequest } from '../../runtime/src/channel/messages.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { openCallChannel } from './call-channel.ts';
import type { CallChannel } from './call-channel.ts';
import { startOutsideService } from './outside-service.ts';
import type { OutsideService } from './outside-service.ts';
import { postToTrigger, signedToolCall } from './signed-tool-call.ts';
import { askRuntime, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { askService, toolWorkflow } from './voice-workflow.ts';

const TOOL = 'charge_card';

let stack: E2eStack;
/** What the workflow acts on: each request to it is a charge. */
let bank: OutsideService;
/** What the bank waits for before it answers. */
let open: Promise<unknown>;
let workflowId: string;

beforeAll(async () => {
	open = Promise.resolve();
	bank = await startOutsideService(async () => {
		await open;
		return { receipt: 'number seven' };
	});
	stack = await startE2eStack();
	const workflow = toolWorkflow({
		credential: stack.credential,
		trigger: { toolName: TOOL, sideEffect: true, timeoutSeconds: 60 },
		steps: [askService(`${bank.url}/charges`)],
	});
	workflowId = await stack.n8n.importWorkflow(workflow);
	await stack.n8n.publish(workflowId);
}, 300_000);

beforeEach(() => {
	bank.requests.length = 0;
	open = Promise.resolve();
});

afterAll(async () => {
	await bank.close();
	await stack.stop();
});

/** A session whose tools this test calls, and one request of it. */
async function startCall(): Promise<{ sessionId: string; request: CallToolRequest }> {
	const sessionId = randomUUID();
	const { status } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', { sessionId });
	expect(status).toBe(201);
	const request = {
		callId: `${sessionId}_call`,
		tool: TOOL,
		arguments: { query: sessionId },
		turn: { number: 1, userText: 'Please charge my card.' },
	};
	return { sessionId, request };
}

const endCall = (sessionId: string) =>
	askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});

const channelOf = (sessionId: string): Promise<CallChannel> =>
	openCallChannel(stack.runtime, sessionId);

/** How often the workflow has run for this query, however it ended. */
async function runs(query: string): Promise<number> {
	const executions = await stack.n8n.executions(workflowId);
	return executions.filter(({ outputs }) => {
		const [call] = (outputs['Voice Agent Trigger'] ?? []) as { parameters?: { query?: unknown } }[];
		return call?.parameters?.query === query;
	}).length;
}

const charged = (times = 1) =>
	waitUntil(() => Promise.resolve(bank.requests.length >= times), {
		...{ what: `${times} requests to the bank`, timeoutMs: 30_000 },
	});

describe('a tool call that arrives five times', () => {
	it('runs once, whether the runtime was killed while it ran or restarted when it was over', async () => {
		const { sessionId, request } = await startCall();
		const gate: PromiseWithResolvers<void> = Promise.withResolvers();
		open = gate.promise;
		const channel = await channelOf(sessionId);
		const cutOff = [channel.callTool(request), channel.callTool(request)];
		const ends = Promise.allSettled(cutOff);
		await charged();
		await stack.runtime.kill();
		expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);

		await stack.runtime.restart();
		const afterKill = await (await channelOf(sessionId)).callTool(request);
		expect(afterKill).toMatchObject({
			outcome: 'interrupted',
			text: expect.stringContaining('not known whether this was done') as string,
		});
		gate.resolve();
		await waitUntil(async () => (await runs(sessionId)) === 1, {
			...{ what: 'the end of the execution', timeoutMs: 20_000 },
		});

		await stack.runtime.restart();
		const again = await channelOf(sessionId);
		expect(await again.callTool(request)).toEqual(afterKill);
		expect(await again.callTool(request)).toEqual(afterKill);
		expect([bank.requests.length, await runs(sessionId)]).toEqual([1, 1]);
	}, 120_000);

	it('runs once although n8n was killed while it ran, and has forgotten it', async () => {
		const { sessionId, request } = await startCall();
		const gate: PromiseWithResolvers<void> = Promise.withResolvers();
		open = gate.promise;
		const channel = await channelOf(sessionId);
		const cutOff = [channel.callTool(request), channel.callTool(request)];
		await charged();
		await stack.n8n.process().kill();
		const unknown = {
			outcome: 'failed',
			text: expect.stringContaining('not known whether this was done') as string,
		};
		expect(await Promise.all(cutOff)).toMatchObject([unknown, unknown]);
		gate.resolve();

		await stack.n8n.restart();
		for (let count = 0; count < 3; count++) {
			expect(await channel.callTool(request)).toMatchObject(unknown);
		}
		expect(bank.requests).toHaveLength(1);

		// The same wish under another id is the same action.
		const other = { ...request, callId: `${sessionId}_again` };
		expect((await channel.callTool(other)).text).toContain('was not repeated');
		expect(bank.requests).toHaveLength(1);
		await endCall(sessionId);
	}, 120_000);

	it('cannot be replayed by somebody who captured it, not even to an n8n that was restarted', async () => {
		const { body } = await askRuntime(stack.runtime, 'GET', '/v1/tools');
		const { tools } = body as { tools: ToolRegistration[] };
		const { url } = tools.find(({ name }) => name === TOOL)!;
		const captured = signedToolCall({
			...{ callId: randomUUID(), tool: TOOL, secret: stack.runtime.signingSecret },
			deadlineMs: 240_000,
		});
		expect(await postToTrigger(url, captured)).toMatchObject({ status: 200 });
		expect(await postToTrigger(url, captured)).toMatchObject({ status: 409 });

		await stack.n8n.restart();
		const replayed = await waitUntil(
			async () => {
				const answer = await postToTrigger(url, captured);
				return answer.status !== 404 && answer;
			},
			{ what: 'the webhook of n8n', timeoutMs: 20_000 },
		);
		expect(replayed.status).toBe(503);
		expect((JSON.parse(replayed.text) as ErrorBody).error.code).toBe('n8n_unreachable');
		expect(bank.requests).toHaveLength(1);
		// What is signed from now on runs.
		const fresh = signedToolCall({
			...{ callId: randomUUID(), tool: TOOL, secret: stack.runtime.signingSecret },
		});
		expect(await postToTrigger(url, fresh)).toMatchObject({ status: 200 });
	}, 120_000);
});

describe('a signing secret', () => {
	it('is changed while a call runs, and no tool call is refused', async () => {
		const { signingSecret: old, apiKey, url: baseUrl } = stack.runtime;
		const next = `whsec_${randomBytes(32).toString('base64')}`;
		await stack.runtime.restart({ N8N_WEBHOOK_SECRET: `${next} ${old}` });
		const { sessionId, request } = await startCall();
		const channel = await channelOf(sessionId);
		let calls = 0;
		const charge = (line = channel) =>
			line.callTool({
				...request,
				callId: `${sessionId}_${++calls}`,
				arguments: { query: `${calls}` },
			});
		expect(await charge()).toMatchObject({ outcome: 'completed' });

		const { id, name } = stack.credential;
		await stack.n8n.api().editor('PATCH', `/credentials/${id ?? ''}`, {
			...{ name, type: 'voiceAgentRuntimeApi' },
			data: { baseUrl, apiKey, signingSecret: next },
		});
		expect(await charge()).toMatchObject({ outcome: 'completed' });
		await endCall(sessionId);

		await stack.runtime.restart({ N8N_WEBHOOK_SECRET: next });
		const later = await startCall();
		expect(await charge(await channelOf(later.sessionId))).toMatchObject({ outcome: 'completed' });
		expect(bank.requests).toHaveLength(3);
		await endCall(later.sessionId);
	}, 120_000);
});
