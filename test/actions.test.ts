import { RoomAgentDispatch, RoomConfiguration, TokenVerifier } from 'livekit-server-sdk';
import type { INode, INodeParameters, INodeType } from 'n8n-workflow';
import { startFakeRuntime, type FakeRuntime } from './rig/fake-runtime';
import { start, token } from './rig/nodes';
import { loadPackage, PACKAGE_NAME, type LoadedPackage } from './rig/package';
import { createWorkflowRig } from './rig/workflow';

const LIVEKIT = { url: 'wss://example.livekit.cloud', apiKey: 'APIkey', apiSecret: 's'.repeat(32) };

let loaded: LoadedPackage;
let runtime: FakeRuntime;

beforeAll(async () => {
	loaded = await loadPackage();
	runtime = await startFakeRuntime();
});
afterAll(() => runtime.close());
beforeEach(() => (runtime.requests.length = 0));

async function run(node: INode, items: object[] = [{}], apiKey = runtime.apiKey) {
	const rig = createWorkflowRig({
		loaded,
		nodes: [node],
		n8nUrl: 'http://127.0.0.1',
		credentials: { runtime: { baseUrl: `${runtime.url}/`, apiKey }, livekit: LIVEKIT },
	});
	const { resultData } = (await rig.execute(items.map((json) => ({ json: json as never })))).data;
	return {
		error: resultData.error,
		outputs: resultData.runData[node.name]?.[0]?.data?.main ?? [],
		items: resultData.runData[node.name]?.[0]?.data?.main?.[0] ?? [],
	};
}

describe('LiveKit Token', () => {
	const verify = (jwt: unknown) =>
		new TokenVerifier(LIVEKIT.apiKey, LIVEKIT.apiSecret).verify(jwt as string);

	it('makes a token that LiveKit accepts for one room, four hours and no data', async () => {
		const { items } = await run(token({ sessionId: 'abc' }));
		const { json } = items[0]!;
		expect(json).toMatchObject({ room: 'meeting_abc', identity: 'user_abc', url: LIVEKIT.url });
		const claims = await verify(json.token);
		expect(claims).toMatchObject({
			sub: 'user_abc',
			video: {
				room: 'meeting_abc',
				roomJoin: true,
				canPublish: true,
				canPublishSources: ['microphone'],
				canSubscribe: true,
				canPublishData: false,
				canUpdateOwnMetadata: false,
				hidden: false,
			},
		});
		expect(Object.keys(claims.video!)).toHaveLength(8);
		expect(claims).not.toHaveProperty('roomConfig');
		expect(claims.exp! - claims.nbf!).toBe(4 * 3600);
		expect(new Date(claims.exp! * 1000).toISOString()).toBe(json.expiresAt);
	});

	it('takes room, identity, name, metadata and permissions for each item', async () => {
		const parameters = {
			sessionId: '={{ $json.id }}',
			identity: 'maria',
			room: '=room-{{ $json.id }}',
			ttlHours: 1.5,
			options: { name: 'María', metadata: '{"vip":true}', canPublish: false, canPublishData: true },
		};
		const { items } = await run(token(parameters), [{ id: 'a' }, { id: 'b' }]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const claims = await verify(items[1]!.json.token);
		expect(claims).toMatchObject({ sub: 'maria', name: 'María', metadata: '{"vip":true}' });
		expect(claims.video).toMatchObject({ room: 'room-b', canPublish: false, canPublishData: true });
		expect(claims.exp! - claims.nbf!).toBe(5400);
	});

	it('takes attributes and an agent that LiveKit sends along', async () => {
		const options = {
			attributes: {
				attribute: [
					{ name: 'department', value: 'sales' },
					{ name: '', value: 'x' },
				],
			},
			agentName: 'note-taker',
			agentMetadata: '{"language":"de"}',
		};
		const { items } = await run(token({ sessionId: 'a', options }));
		const claims = await verify(items[0]!.json.token);
		expect(claims.attributes).toEqual({ department: 'sales' });
		expect(RoomConfiguration.fromJson(claims.roomConfig as never)).toEqual(
			new RoomConfiguration({
				agents: [new RoomAgentDispatch({ agentName: 'note-taker', metadata: '{"language":"de"}' })],
			}),
		);
	});

	it('lets a participant send only what is selected, and nothing when nothing is', async () => {
		const videoOf = async (options: INodeParameters) => {
			const { items } = await run(token({ sessionId: 'a', options }));
			return (await verify(items[0]!.json.token)).video;
		};
		const sources = ['camera', 'microphone'];
		expect(await videoOf({ canPublishSources: sources, hidden: true })).toMatchObject({
			...{ canPublish: true, canPublishSources: sources, hidden: true },
		});
		expect(await videoOf({ canPublishSources: [] })).toMatchObject({ canPublish: false });
	});

	it.each([
		[{ sessionId: 'a b' }, /session ID is not usable/],
		[{ sessionId: 'a', ttlHours: 5 }, /cannot live that long/],
		[{ sessionId: 'a', ttlHours: 0.5 }, /cannot live that long/],
	])('refuses %j', async (parameters, message) => {
		const { error } = await run(token(parameters));
		expect(error?.message).toMatch(message);
	});
});

describe('Start Voice Agent', () => {
	it('needs nothing but the credential', async () => {
		const { items } = await run(start());
		expect(items[0]!.json).toEqual({ sessionId: 'made-up', room: 'meeting_made-up' });
		expect(runtime.requests).toEqual([
			{
				method: 'POST',
				path: '/v1/sessions',
				authorization: `Bearer ${runtime.apiKey}`,
				body: { agent: { greeting: 'Hello, how can I help you?' } },
			},
		]);
	});

	it('sends what the builder filled in, in the units of the runtime', async () => {
		await run(
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
		expect(runtime.requests[0]!.body).toEqual({
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
		await run(
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
		expect(runtime.requests[0]!.body).toMatchObject({
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

	it('explains a variable that n8n would replace by nothing', async () => {
		const { error } = await run(start({ greeting: '=Hello {{ name }}, {{ $json.day }}.' }));
		expect(error).toMatchObject({
			message: '{{name}} stands in an expression, where n8n replaces it by nothing',
			description: expect.stringContaining(
				'Switch the greeting from Expression to Fixed',
			) as string,
		});
		expect(runtime.requests).toEqual([]);
	});

	it('starts an agent without tools that waits for the caller to speak', async () => {
		await run(start({ toolAccess: 'none', greeting: '' }));
		expect(runtime.requests[0]!.body).toEqual({ agent: { greeting: '' }, tools: [] });
	});

	it('starts one session per item and goes on after a failed one when it is told to', async () => {
		runtime.failNext(503, {
			error: {
				code: 'too_many_sessions',
				message: 'MAX_SESSIONS calls are running.',
				retryable: true,
			},
		});
		const node = { ...start({ sessionId: '={{ $json.id }}' }), continueOnFail: true };
		const { items } = await run(node, [{ id: 'a' }, { id: 'b' }]);
		expect(items).toEqual([
			{ json: { error: 'MAX_SESSIONS calls are running.' }, pairedItem: { item: 0 } },
			{ json: { sessionId: 'b', room: 'meeting_b' }, pairedItem: { item: 1 } },
		]);
	});

	it('starts twenty sessions for twenty items, each paired with its own', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
		const { items } = await run(
			start({ sessionId: '={{ $json.id }}', greeting: '=Hello {{ $json.name }}.' }),
			ids.map((id) => ({ id, name: `Caller ${id}` })),
		);
		expect(items.map(({ json, pairedItem }) => [json.sessionId, pairedItem])).toEqual(
			ids.map((id, item) => [id, { item }]),
		);
		expect(runtime.requests.map(({ body }) => body)).toEqual(
			ids.map((id) => ({ sessionId: id, agent: { greeting: `Hello Caller ${id}.` } })),
		);
	});

	it('sends failed items to the error output and the others on', async () => {
		const refusal = { code: 'too_many_sessions', message: 'No place is free.', retryable: true };
		runtime.failNext(429, { error: refusal });
		const node: INode = {
			...start({ sessionId: '={{ $json.id }}' }),
			onError: 'continueErrorOutput',
		};
		const { outputs } = await run(node, [{ id: 'a' }, { id: 'b' }]);
		expect(outputs.map((items) => items?.map(({ json }) => json))).toEqual([
			[{ sessionId: 'b', room: 'meeting_b' }],
			[{ error: 'No place is free.' }],
		]);
	});

	it('names the faulty fields', async () => {
		runtime.failNext(400, {
			error: {
				code: 'invalid_request',
				message: 'The request has a fault.',
				retryable: false,
				details: [{ field: 'agent.voice', problem: 'must be a voice id' }],
			},
		});
		const { error } = await run(start());
		expect(error).toMatchObject({
			message: 'The request has a fault.',
			description: 'agent.voice: must be a voice id',
		});
	});

	it('says which credential is wrong and what belongs there', async () => {
		const { error } = await run(start(), [{}], 'wrong');
		expect(error).toMatchObject({
			message: 'The API key is wrong.',
			description: expect.stringContaining('RUNTIME_API_KEY'),
		});
	});

	it('says that something else answers', async () => {
		runtime.failNext(502, '<html>');
		const { error } = await run(start());
		expect(error?.message).toBe('Something else than a voice agent runtime answered (HTTP 502)');
	});

	it('offers the tools by name, and says what is wrong with one or that somebody tests it', async () => {
		const tool = { description: 'Does it.', workflow: { id: '1', name: 'Mail' } };
		for (const [key, name, slot] of [
			['1', 'send_email', 'production'],
			['2', 'book', 'production'],
		]) {
			runtime.tools.set(`${key} ${slot}`, { ...tool, name, slot } as never);
		}
		for (const [key, name] of [
			['2', 'book'],
			['3', 'draft'],
		]) {
			const state = { status: 'ready', warning: 'The next call runs in the editor.' };
			runtime.tools.set(`${key} test`, { ...tool, name, slot: 'test', state } as never);
		}
		const state = { status: 'broken', problem: 'Publish the workflow.' };
		runtime.tools.set('4 production', {
			...tool,
			name: 'search',
			slot: 'production',
			state,
		} as never);
		const node = loaded.nodeTypes.getByNameAndVersion(
			`${PACKAGE_NAME}.startVoiceAgent`,
		) as INodeType;
		const rig = createWorkflowRig({
			loaded,
			nodes: [start()],
			n8nUrl: 'http://127.0.0.1',
			credentials: { runtime: { baseUrl: runtime.url, apiKey: runtime.apiKey } },
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
