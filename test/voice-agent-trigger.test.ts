import type { INodeParameters } from 'n8n-workflow';
import type { ToolRegistration } from '../contract/tool';
import { startFakeRuntime, type FakeRuntime } from './rig/fake-runtime';
import { passThrough, respond, trigger } from './rig/nodes';
import { loadPackage, type LoadedPackage } from './rig/package';
import {
	SIGNING_SECRET,
	startWebhookServer,
	toolCall,
	type WebhookServer,
} from './rig/webhook-server';
import { createWorkflowRig, type WorkflowRig } from './rig/workflow';

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let loaded: LoadedPackage;
let runtime: FakeRuntime;
let n8n: WebhookServer;
let credentialNumber = 0;

beforeAll(async () => {
	loaded = await loadPackage();
	runtime = await startFakeRuntime();
	n8n = await startWebhookServer();
});
afterAll(() => Promise.all([runtime.close(), n8n.close()]));
beforeEach(() => {
	runtime.tools.clear();
	runtime.requests.length = 0;
});

interface RigOptions {
	parameters?: INodeParameters;
	after?: ReturnType<typeof passThrough>[];
	credential?: Record<string, string>;
}

/** A workflow that starts with a trigger, with a credential that no other test has cached. */
function makeRig({ parameters, after = [passThrough('Work')], credential }: RigOptions = {}) {
	const id = `runtime-${(credentialNumber += 1)}`;
	const start = trigger(parameters);
	start.credentials = { voiceAgentRuntimeApi: { id, name: 'Runtime' } };
	const stored = { baseUrl: runtime.url, apiKey: runtime.apiKey, signingSecret: SIGNING_SECRET };
	const rig = createWorkflowRig({
		loaded,
		nodes: [start, ...after],
		n8nUrl: n8n.url,
		credentials: { [id]: { ...stored, ...credential } },
	});
	n8n.serve(rig);
	return { rig, credential: rig.credentials.store[id]! };
}

const registered = (slot: string): ToolRegistration | undefined =>
	runtime.tools.get(`wf1_node-trigger ${slot}`);

describe('Voice Agent Trigger: publishing', () => {
	it('registers the tool with its schema, limits and production URL', async () => {
		const { rig } = makeRig({
			parameters: {
				parameters: {
					parameter: [
						{ name: 'to', type: 'string', description: 'Recipient', required: true },
						{ name: 'urgency', type: 'options', options: 'low, high', required: false },
					],
				},
				requiresConfirmation: true,
				sideEffect: false,
				timeoutSeconds: 12.5,
				fillerText: 'One moment.',
			},
		});
		await rig.publish();
		expect(registered('production')).toEqual({
			name: 'send_email',
			description: 'Sends an email.',
			parameters: {
				type: 'object',
				properties: {
					to: { type: 'string', description: 'Recipient' },
					urgency: { type: 'string', enum: ['low', 'high'] },
				},
				required: ['to'],
				additionalProperties: false,
			},
			requiresConfirmation: true,
			sideEffect: true,
			timeoutMs: 12_500,
			fillerText: 'One moment.',
			slot: 'production',
			url: `${n8n.url}/webhook/5f1b1c1e-0000-4000-8000-000000000001/voice-agent-tool`,
			workflow: { id: 'wf1', name: 'Test workflow' },
		});
		expect(
			runtime.requests.every(({ authorization }) => authorization === `Bearer ${runtime.apiKey}`),
		).toBe(true);
	});

	it('sends nothing again when the runtime has the tool exactly so, and replaces it when it differs', async () => {
		const { rig } = makeRig();
		await rig.publish();
		await rig.publish();
		expect(runtime.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);

		const { rig: changed } = makeRig({ parameters: { toolDescription: 'Sends one email.' } });
		await changed.publish();
		expect(registered('production')?.description).toBe('Sends one email.');
	});

	it('removes the tool when it is unpublished, and does not mind when it is gone already', async () => {
		const { rig } = makeRig();
		await rig.publish();
		await rig.hook('delete');
		expect(runtime.tools.size).toBe(0);
		await expect(rig.hook('delete')).resolves.toBe(true);
	});

	it('keeps the published tool while it listens for a test event and after', async () => {
		const { rig } = makeRig();
		await rig.publish();
		await rig.publish('test');
		expect(registered('test')?.url).toContain('/webhook-test/');
		await rig.hook('delete', 'test');
		expect(registered('test')).toBeUndefined();
		expect(registered('production')?.url).toContain('/webhook/');
	});

	it('takes a JSON Schema as it is', async () => {
		const jsonSchema = { type: 'object', properties: { city: { type: 'string' } } };
		const { rig } = makeRig({
			parameters: { specifyParameters: 'jsonSchema', jsonSchema: JSON.stringify(jsonSchema) },
		});
		await rig.publish();
		expect(registered('production')?.parameters).toEqual(jsonSchema);
	});

	it.each<[string, RigOptions, RegExp]>([
		[
			'a name that no model accepts',
			{ parameters: { toolName: 'send email' } },
			/"send email" is not usable/,
		],
		['no description', { parameters: { toolDescription: ' ' } }, /needs a description/],
		[
			'a schema that is not JSON',
			{ parameters: { specifyParameters: 'jsonSchema', jsonSchema: '{' } },
			/not a JSON object/,
		],
		[
			'a missing signing secret',
			{ credential: { signingSecret: '' } },
			/signing secret is required/,
		],
		[
			'a short signing secret',
			{ credential: { signingSecret: 'whsec_c2hvcnQ=' } },
			/at least 24 bytes/,
		],
		['a wrong API key', { credential: { apiKey: 'wrong' } }, /The API key is wrong/],
		[
			'a runtime that is not there',
			{ credential: { baseUrl: 'http://127.0.0.1:9' } },
			/cannot be reached/,
		],
	])('refuses to publish with %s', async (_, options, message) => {
		const { rig } = makeRig(options);
		await expect(rig.hook('create')).rejects.toThrow(message);
		expect(runtime.tools.size).toBe(0);
	});

	it('says what to do when the runtime does not allow this n8n', async () => {
		const { rig } = makeRig();
		runtime.failNext(422, {
			error: {
				code: 'tool_url_not_allowed',
				message: 'The origin is not allowed.',
				retryable: false,
			},
		});
		await expect(rig.hook('create')).rejects.toMatchObject({
			message: 'The origin is not allowed.',
			description: expect.stringContaining('N8N_ALLOWED_ORIGINS'),
		});
	});
});

describe('Voice Agent Trigger: a tool call', () => {
	it('runs the workflow with the arguments and answers with the items of the last node', async () => {
		const { rig } = makeRig({
			after: [passThrough('Work', { items: '[{"sent":true},{"copies":2}]' })],
		});
		const call = toolCall();
		await expect(n8n.send({ body: call })).resolves.toEqual({
			status: 200,
			body: [{ sent: true }, { copies: 2 }],
		});
		const [item] = rig.executions[0]!.data.resultData.runData.Trigger![0]!.data!.main![0]!;
		expect(item!.json).toEqual({
			tool: 'send_email',
			callId: call.callId,
			parameters: call.arguments,
			session: call.session,
		});
	});

	it.each<[string, Parameters<WebhookServer['send']>[0], string]>([
		[
			'unsigned',
			{ tamper: ({ headers }) => void delete headers['webhook-signature'] },
			'missing_headers',
		],
		['signed six minutes ago', { clockOffsetMs: -360_000 }, 'too_old'],
		['signed for the future', { clockOffsetMs: 360_000 }, 'too_new'],
		['signed with another secret', { secret: OTHER_SECRET }, 'no_match'],
		[
			'tampered with',
			{ tamper: (request) => (request.body = request.body.replace('maria', 'eve')) },
			'no_match',
		],
		[
			'given another id',
			{ tamper: ({ headers }) => (headers['webhook-id'] = 'other') },
			'no_match',
		],
	])('answers 401 and runs nothing when the call is %s', async (_, options, problem) => {
		const { rig } = makeRig();
		const answer = await n8n.send(options);
		expect(answer.status).toBe(401);
		expect(answer.body).toMatchObject({
			error: { code: 'unauthorized', message: expect.stringContaining(problem) },
		});
		expect(rig.executions).toHaveLength(0);
	});

	it('runs nothing while the credential has no signing secret', async () => {
		const { rig } = makeRig({ credential: { signingSecret: '' } });
		await expect(n8n.send({})).resolves.toMatchObject({
			status: 500,
			body: { error: { code: 'configuration_invalid' } },
		});
		expect(rig.executions).toHaveLength(0);
	});

	it('runs once, however often and however close together the same call arrives', async () => {
		const { rig } = makeRig({ after: [passThrough('Work', { delayMs: 100 })] });
		const body = toolCall();
		const answers = await Promise.all([1, 2, 3, 4, 5].map(() => n8n.send({ body })));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
		await expect(n8n.send({ body })).resolves.toMatchObject({ status: 409 });
		expect(rig.executions).toHaveLength(1);
	});

	it.each<[string, object, number]>([
		[
			'its deadline has passed',
			toolCall({ deadline: new Date(Date.now() - 1).toISOString() }),
			410,
		],
		['it is for another tool', toolCall({ tool: 'delete_everything' }), 409],
		['it is not complete', { type: 'tool.call', tool: 'send_email', callId: 'c' }, 400],
		['it is of an unknown type', { ...toolCall(), type: 'tool.other' }, 400],
	])('runs nothing when %s', async (_, body, status) => {
		const { rig } = makeRig();
		await expect(n8n.send({ body })).resolves.toMatchObject({ status });
		expect(rig.executions).toHaveLength(0);
	});

	it('answers a signed ping without an execution, and an unsigned one with 401', async () => {
		const { rig } = makeRig();
		const body = { type: 'tool.ping', tool: 'send_email' };
		await expect(n8n.send({ body })).resolves.toEqual({
			status: 200,
			body: { type: 'tool.pong', tool: 'send_email' },
		});
		await expect(n8n.send({ body, secret: OTHER_SECRET })).resolves.toMatchObject({ status: 401 });
		expect(rig.executions).toHaveLength(0);
	});

	it('answers "pending" at once and runs the workflow afterwards', async () => {
		const { rig } = makeRig({
			parameters: { respond: 'immediately' },
			after: [passThrough('Work', { delayMs: 100 })],
		});
		await expect(n8n.send({})).resolves.toEqual({ status: 202, body: { status: 'PENDING' } });
		expect(rig.executions).toHaveLength(0);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(rig.executions).toHaveLength(1);
	});
});

describe('Voice Agent Trigger: the signing secret', () => {
	it('is decrypted once for many calls', async () => {
		const { rig } = makeRig();
		for (let count = 0; count < 5; count += 1) await n8n.send({});
		expect(rig.credentials.reads).toBe(1);
	});

	it('is read again when a message signed with a new one arrives, so that rotation needs no waiting', async () => {
		const { credential } = makeRig();
		await expect(n8n.send({})).resolves.toMatchObject({ status: 200 });
		credential.signingSecret = `${OTHER_SECRET} ${SIGNING_SECRET}`;
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		await expect(n8n.send({ secret: OTHER_SECRET })).resolves.toMatchObject({ status: 200 });
		await expect(n8n.send({})).resolves.toMatchObject({ status: 200 });
	});
});

describe('Voice Agent Respond', () => {
	const answering = (respondMode: string, ...after: ReturnType<typeof respond>[]): WorkflowRig =>
		makeRig({ parameters: { respond: respondMode }, after }).rig;

	it('answers with the incoming items, after other nodes, and lets the workflow go on', async () => {
		const rig = answering(
			'respondNode',
			passThrough('Work', { items: '[{"opens":"eight"}]' }),
			respond(),
			passThrough('Afterwards', { delayMs: 50 }),
		);
		await expect(n8n.send({})).resolves.toEqual({
			status: 200,
			body: { status: 'COMPLETED', result: { opens: 'eight' } },
		});
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(rig.executions[0]!.data.resultData.lastNodeExecuted).toBe('Afterwards');
		expect(
			rig.executions[0]!.data.resultData.runData.Afterwards![0]!.data!.main![0]![0]!.json,
		).toEqual({ opens: 'eight' });
	});

	it.each<[string, INodeParameters, object]>([
		[
			'a sentence',
			{ operation: 'say', say: '=Sent to {{ $("Trigger").item.json.parameters.to }}.' },
			{ status: 'COMPLETED', say: 'Sent to maria@example.com.' },
		],
		[
			'a failure',
			{ operation: 'fail', error: 'The mailbox is full.' },
			{ status: 'FAILED', error: 'The mailbox is full.' },
		],
		[
			'text',
			{ respondWith: 'custom', result: 'From eight to six.' },
			{ status: 'COMPLETED', result: 'From eight to six.' },
		],
		[
			'JSON',
			{ respondWith: 'custom', result: '{"opens":8}' },
			{ status: 'COMPLETED', result: { opens: 8 } },
		],
	])('answers with %s', async (_, parameters, body) => {
		answering('respondNode', passThrough('Work'), respond(parameters));
		await expect(n8n.send({})).resolves.toEqual({ status: 200, body });
	});

	it('is the answer as the last node too', async () => {
		answering('lastNode', respond({ operation: 'fail', error: 'No table is free.' }));
		await expect(n8n.send({})).resolves.toEqual({
			status: 200,
			body: [{ status: 'FAILED', error: 'No table is free.' }],
		});
	});

	it('sends the result of a pending call to the runtime with the one-time token', async () => {
		const rig = answering(
			'immediately',
			passThrough('Work', { items: '[{"found":1}]' }),
			respond(),
		);
		const callId = 'call-late';
		const replyTo = { url: `${runtime.url}/v1/tool-results/${callId}`, token: 'only-once' };
		await expect(n8n.send({ body: toolCall({ callId, replyTo }) })).resolves.toMatchObject({
			status: 202,
		});
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(runtime.requests).toEqual([
			{
				method: 'POST',
				path: '/v1/tool-results/call-late',
				authorization: 'Bearer only-once',
				body: { status: 'COMPLETED', result: { found: 1 } },
			},
		]);
		expect(rig.executions[0]!.data.resultData.error).toBeUndefined();
	});

	it('keeps the one-time token out of what nodes and people see', async () => {
		const rig = answering('respondNode', passThrough('Work'), respond());
		await n8n.send({
			body: toolCall({ replyTo: { url: 'http://127.0.0.1:9/', token: 'only-once' } }),
		});
		const items = Object.values(rig.executions[0]!.data.resultData.runData).flatMap(
			([run]) => run!.data!.main![0]!,
		);
		expect(JSON.stringify(items.map(({ json }) => json))).not.toContain('only-once');
	});

	it('says where it belongs when no trigger is above it', async () => {
		const rig = createWorkflowRig({
			loaded,
			nodes: [passThrough('Work'), respond()],
			n8nUrl: n8n.url,
			credentials: {},
		});
		const { error } = (await rig.execute([{ json: {} }])).data.resultData;
		expect(error?.message).toMatch(/No Voice Agent Trigger has started this workflow/);
	});
});
