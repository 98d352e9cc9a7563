import type { INode, INodeParameters, INodeType } from 'n8n-workflow';
import { openActionBench, type ActionBench } from './rig/action-bench';
import { start } from './rig/nodes';
import { PACKAGE_NAME } from './rig/package';
import { createWorkflowRig } from './rig/workflow';

let bench: ActionBench;
beforeAll(async () => {
	bench = await openActionBench();
});
afterAll(() => bench.runtime.close());
beforeEach(() => (bench.runtime.requests.length = 0));

describe('Start Voice Agent', () => {
	it('needs nothing but the credential', async () => {
		const { items } = await bench.run(start());
		expect(items[0]!.json).toEqual({ sessionId: 'made-up', room: 'meeting_made-up' });
		expect(bench.runtime.requests).toEqual([
			{
				method: 'POST',
				path: '/v1/sessions',
				authorization: `Bearer ${bench.runtime.apiKey}`,
				body: { agent: { greeting: 'Hello, how can I help you?' } },
			},
		]);
	});

	it('sends what the builder filled in, in the units of the runtime', async () => {
		await bench.run(
			start({
				instructions: 'You are Ava.',
				greeting: 'Hello {{name}}.',
				toolAccess: 'selected',
				tools: ['send_email'],
				sessionId: 's1',
				options: {
					idleTimeoutMinutes: 0.5,
					language: 'de',
					maxDurationMinutes: 10,
					participantIdentity: 'maria',
					participantName: 'Maria',
					temperature: 0,
					ttlHours: 2,
					turnProfile: 'patient',
					variables: {
						variable: [
							{ name: 'name', value: 'Maria' },
							{ name: '', value: 'x' },
						],
					},
					voice: 'v',
				},
			}),
		);
		expect(bench.runtime.requests[0]!.body).toEqual({
			sessionId: 's1',
			agent: {
				instructions: 'You are Ava.',
				greeting: 'Hello {{name}}.',
				language: 'de',
				temperature: 0,
				turnProfile: 'patient',
				voice: 'v',
			},
			tools: ['send_email'],
			variables: { name: 'Maria' },
			participant: { identity: 'maria', name: 'Maria' },
			ttlSeconds: 7200,
			maxDurationSeconds: 600,
			idleTimeoutSeconds: 30,
		});
	});

	it('gives the call MCP servers of its own', async () => {
		await bench.run(
			start({
				options: {
					mcpServers: {
						server: [
							{
								name: 'office',
								url: 'https://n8n.example.com/mcp/office',
								bearerToken: '={{ "from-elsewhere" }}',
								readOnly: 'find_room, list_rooms',
								requiresConfirmation: '*',
								timeoutSeconds: 5,
							},
							{ name: 'annex', url: 'https://annex.example.com/mcp' },
						],
					},
				},
			}),
		);
		expect(bench.runtime.requests[0]!.body).toMatchObject({
			mcpServers: [
				{
					name: 'office',
					url: 'https://n8n.example.com/mcp/office',
					bearerToken: 'from-elsewhere',
					readOnly: ['find_room', 'list_rooms'],
					requiresConfirmation: true,
					timeoutMs: 5000,
				},
				{ name: 'annex', url: 'https://annex.example.com/mcp' },
			],
		});
	});

	it('subscribes a workflow to the events of the call, in the order in which they happen', async () => {
		const url = 'https://n8n.example.com/webhook/1/voice-agent-events';
		const subscribe = (subscription: object) =>
			bench.run(start({ options: { notify: { subscription } } as INodeParameters }));
		await subscribe({ url, events: ['session.ended', 'user.turn'] });
		await subscribe({ url, events: [] });
		await subscribe({ url: '', events: [] });
		expect(bench.runtime.requests.map(({ body }) => (body as { notify?: object }).notify)).toEqual([
			{ url, events: ['user.turn', 'session.ended'] },
			{ url },
			undefined,
		]);
	});

	it('explains a variable that n8n would replace by nothing', async () => {
		const { error } = await bench.run(start({ greeting: '=Hello {{ name }}, {{ $json.day }}.' }));
		expect(error).toMatchObject({
			message: '{{name}} stands in an expression, where n8n replaces it by nothing',
			description: expect.stringContaining(
				'Switch the greeting from Expression to Fixed',
			) as string,
		});
		expect(bench.runtime.requests).toEqual([]);
	});

	it('starts an agent without tools that waits for the caller to speak', async () => {
		await bench.run(start({ toolAccess: 'none', greeting: '' }));
		expect(bench.runtime.requests[0]!.body).toEqual({ agent: { greeting: '' }, tools: [] });
	});

	it('starts one session per item and goes on after a failed one when it is told to', async () => {
		bench.runtime.failNext(503, {
			error: {
				code: 'too_many_sessions',
				message: 'MAX_SESSIONS calls are running.',
				retryable: true,
			},
		});
		const node = { ...start({ sessionId: '={{ $json.id }}' }), continueOnFail: true };
		const { items } = await bench.run(node, [{ id: 'a' }, { id: 'b' }]);
		expect(items).toEqual([
			{ json: { error: 'MAX_SESSIONS calls are running.' }, pairedItem: { item: 0 } },
			{ json: { sessionId: 'b', room: 'meeting_b' }, pairedItem: { item: 1 } },
		]);
	});

	it('starts twenty sessions for twenty items, each paired with its own', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
		const { items } = await bench.run(
			start({ sessionId: '={{ $json.id }}', greeting: '=Hello {{ $json.name }}.' }),
			ids.map((id) => ({ id, name: `Caller ${id}` })),
		);
		expect(items.map(({ json, pairedItem }) => [json.sessionId, pairedItem])).toEqual(
			ids.map((id, item) => [id, { item }]),
		);
		expect(bench.runtime.requests.map(({ body }) => body)).toEqual(
			ids.map((id) => ({ sessionId: id, agent: { greeting: `Hello Caller ${id}.` } })),
		);
	});

	it('sends failed items to the error output and the others on', async () => {
		const refusal = { code: 'too_many_sessions', message: 'No place is free.', retryable: true };
		bench.runtime.failNext(429, { error: refusal });
		const node: INode = {
			...start({ sessionId: '={{ $json.id }}' }),
			onError: 'continueErrorOutput',
		};
		const { outputs } = await bench.run(node, [{ id: 'a' }, { id: 'b' }]);
		expect(outputs.map((items) => items?.map(({ json }) => json))).toEqual([
			[{ sessionId: 'b', room: 'meeting_b' }],
			[{ error: 'No place is free.' }],
		]);
	});

	it('names the faulty fields', async () => {
		bench.runtime.failNext(400, {
			error: {
				code: 'invalid_request',
				message: 'The request has a fault.',
				retryable: false,
				details: [{ field: 'agent.voice', problem: 'must be a voice id' }],
			},
		});
		const { error } = await bench.run(start());
		expect(error).toMatchObject({
			message: 'The request has a fault.',
			description: 'agent.voice: must be a voice id',
		});
	});

	it('says which credential is wrong and what belongs there', async () => {
		const { error } = await bench.run(start(), [{}], 'wrong');
		expect(error).toMatchObject({
			message: 'The API key is wrong.',
			description: expect.stringContaining('RUNTIME_API_KEY'),
		});
	});

	it('says that something else answers', async () => {
		bench.runtime.failNext(502, '<html>');
		const { error } = await bench.run(start());
		expect(error?.message).toBe('Something else than a voice agent runtime answered (HTTP 502)');
	});

	it('offers the tools by name, and says what is wrong with one or that somebody tests it', async () => {
		const tool = { description: 'Does it.', workflow: { id: '1', name: 'Mail' } };
		for (const [key, name, slot] of [
			['1', 'send_email', 'production'],
			['2', 'book', 'production'],
		]) {
			bench.runtime.tools.set(`${key} ${slot}`, { ...tool, name, slot } as never);
		}
		for (const [key, name] of [
			['2', 'book'],
			['3', 'draft'],
		]) {
			const state = { status: 'ready', warning: 'The next call runs in the editor.' };
			bench.runtime.tools.set(`${key} test`, { ...tool, name, slot: 'test', state } as never);
		}
		const state = { status: 'broken', problem: 'Publish the workflow.' };
		bench.runtime.tools.set('4 production', {
			...tool,
			name: 'search',
			slot: 'production',
			state,
		} as never);
		const node = bench.loaded.nodeTypes.getByNameAndVersion(
			`${PACKAGE_NAME}.startVoiceAgent`,
		) as INodeType;
		const rig = createWorkflowRig({
			loaded: bench.loaded,
			nodes: [start()],
			n8nUrl: 'http://127.0.0.1',
			credentials: { runtime: { baseUrl: bench.runtime.url, apiKey: bench.runtime.apiKey } },
		});
		await expect(node.methods!.loadOptions!.getTools!.call(rig.loadOptions())).resolves.toEqual([
			{
				name: 'book',
				value: 'book',
				description: '⚠ The next call runs in the editor. – Does it. (Mail)',
			},
			{
				name: 'draft',
				value: 'draft',
				description: '⚠ The next call runs in the editor. – Does it. (Mail)',
			},
			{
				name: 'search',
				value: 'search',
				description: '⚠ Cannot run now: Publish the workflow. – Does it. (Mail)',
			},
			{ name: 'send_email', value: 'send_email', description: 'Does it. (Mail)' },
		]);
	});
});
