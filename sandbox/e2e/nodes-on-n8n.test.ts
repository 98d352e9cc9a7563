import { randomBytes, randomUUID } from 'node:crypto';
import { dispose, Room } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import type { SessionRecord, StartSessionResponse } from '../../contract/session.ts';
import { createMcpConnection } from '../../runtime/src/tools/mcp/connection.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import type { Credential } from '../src/launch/n8n-workflows.ts';
import { waitForFinalSession } from '../src/launch/session-view.ts';
import { startSessionThroughN8n } from '../src/launch/start-session.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { eventWorkflow } from './delivery-workflows.ts';
import { followEvents } from './follow-events.ts';
import { receivedEvents } from './received-events.ts';
import { askRuntime, sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { behindWebhook, nodesAsTools } from './voice-workflow.ts';

const PACKAGE = 'n8n-nodes-livekit-voice-agent';
const FROM_BODY = { __rl: true, mode: 'id', value: '={{ $json.body.sessionId }}' };
const OPERATIONS = {
	say: { resource: 'agent', text: '={{ $json.body.text }}' },
	mute: { resource: 'agent' },
	unmute: { resource: 'agent' },
	get: { resource: 'session' },
	list: { resource: 'session', returnAll: true },
	end: { resource: 'session', say: '={{ $json.body.text }}' },
};

let stack: E2eStack;
let runtimeCredential: Credential;
let liveKitCredential: Credential;

beforeAll(async () => {
	stack = await startE2eStack();
	const stored = await stack.n8n.api().editor<Credential[]>('GET', '/credentials');
	const ofType = (wanted: string) => stored.find(({ type }) => type === wanted)!;
	runtimeCredential = ofType('voiceAgentRuntimeApi');
	liveKitCredential = ofType('liveKitApi');
}, 420_000);
afterAll(async () => {
	await dispose();
	await stack.stop();
});

/** What the node behind the webhook of this path gives. */
async function run(path: string, body: object): Promise<Record<string, unknown>[]> {
	const response = await fetch(`${stack.n8n.webhookUrl}/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
	return JSON.parse(text) as Record<string, unknown>[];
}

describe('LiveKit Token', () => {
	it('opens a real room to exactly what it grants', async () => {
		const workflow = behindWebhook('token', {
			name: 'LiveKit Token',
			type: `${PACKAGE}.liveKitToken`,
			parameters: {
				sessionId: '={{ $json.body.sessionId }}',
				identity: 'maria',
				options: {
					name: 'Maria',
					metadata: 'vip',
					attributes: { attribute: [{ name: 'department', value: 'sales' }] },
				},
			},
			credentials: { liveKitApi: liveKitCredential },
		});
		await stack.n8n.publish(await stack.n8n.importWorkflow(workflow));
		const [made] = await run('token', { sessionId: 'token-test' });
		const { token, url, room: name } = made as { token: string; url: string; room: string };
		expect(name).toBe('meeting_token-test');

		const room = new Room();
		await room.connect(url, token, { autoSubscribe: false, dynacast: false });
		try {
			const { apiKey, apiSecret } = stack.liveKit;
			const rooms = new RoomServiceClient(url, apiKey, apiSecret);
			const participant = await rooms.getParticipant(name, 'maria');
			expect(participant).toMatchObject({
				...{ name: 'Maria', metadata: 'vip' },
				permission: {
					...{ canSubscribe: true, canPublish: true, canPublishData: false },
					...{ canUpdateMetadata: false, hidden: false },
				},
			});
			expect(participant.attributes).toEqual({ department: 'sales' });
			// MICROPHONE in LiveKit's TrackSource.
			expect(participant.permission?.canPublishSources).toEqual([2]);
		} finally {
			await room.disconnect();
		}
	}, 60_000);
});

describe('Voice Agent Session', () => {
	const [hello, abilities] = ['Hello, who am I talking to?', 'What can you do for me?'];
	let started: StartSessionResponse;
	let report: CallReport;
	let session: SessionRecord;
	const duringCall: Record<string, Record<string, unknown>[]> = {};

	beforeAll(async () => {
		for (const [operation, parameters] of Object.entries(OPERATIONS)) {
			const workflow = behindWebhook(operation, {
				name: 'Voice Agent Session',
				type: `${PACKAGE}.voiceAgentSession`,
				parameters: { operation, sessionId: FROM_BODY, ...parameters },
				credentials: { voiceAgentRuntimeApi: runtimeCredential },
			});
			await stack.n8n.publish(await stack.n8n.importWorkflow(workflow));
		}
		started = await startSessionThroughN8n(stack, { ...officeAssistant.agent });
		const { sessionId } = started;
		const steps: Promise<void>[] = [];
		const step = (name: string, operation: string, text?: string): void => {
			const doing = run(operation, { sessionId, text }).then((items) => {
				duringCall[name] = items;
			});
			steps.push(doing);
		};
		report = await sayInCall(started, [hello, abilities, hello, hello], {
			onEvent: (event) => {
				if (event.kind === 'turn' && event.turn === 0) step('mute', 'mute');
				if (event.kind === 'said' && event.turn === 1) step('muted', 'get');
				// Unmuted only now: an agent that listens would have answered long since.
				if (event.kind === 'turn' && event.turn === 1) step('unmute', 'unmute');
				if (event.kind === 'turn' && event.turn === 2) step('say', 'say', 'Lunch is ready.');
				if (event.kind === 'turn' && event.turn === 3) step('end', 'end', 'We close now.');
			},
		});
		await Promise.all(steps);
		session = await waitForFinalSession(stack.runtime, sessionId);
	}, 240_000);

	const lines = (role: string) =>
		session.transcript.filter((line) => line.role === role).map(({ text }) => text);

	it('mutes the agent of a running call, which then neither hears nor answers', () => {
		expect(duringCall.mute).toMatchObject([{ sessionId: started.sessionId, status: 'active' }]);
		expect(duringCall.muted).toMatchObject([{ muted: true }]);
		expect(report.turns[1]).toMatchObject({ answeredAtMs: null });
		expect(lines('user')).not.toContain(abilities);
	});

	it('unmutes it, and it goes on as if the words in between had not been said', () => {
		expect(report.turns[2]).toMatchObject({ recognised: hello, problem: null });
		expect(report.turns[2]!.heard).toContain('You are talking to Ava');
		expect(lines('user')).toEqual([hello, hello, hello]);
	});

	it('lets the agent say a text and a last sentence, word for word', () => {
		expect(lines('agent')).toContain('Lunch is ready.');
		expect(lines('agent').at(-1)).toBe('We close now.');
	});

	it('ends the call', () => {
		expect(session).toMatchObject({ status: 'ended', endReason: 'api_ended', muted: false });
	});

	it('leaves the muting in the events', async () => {
		const { events, ended } = await followEvents(stack.runtime, started.sessionId);
		await ended;
		const changes = events.map(({ type }) => type).filter((type) => type.endsWith('muted'));
		expect(changes).toEqual(['agent.muted', 'agent.unmuted']);
	});

	it('reads the record and finds the session in the list', async () => {
		const { sessionId } = started;
		expect(await run('get', { sessionId })).toEqual([session]);
		const listed = (await run('list', {})).find((one) => one.sessionId === sessionId);
		expect(listed).toMatchObject({ status: 'ended', endReason: 'api_ended' });
	});

	it('tells a builder what to do when the call is over', async () => {
		await expect(run('say', { sessionId: started.sessionId, text: 'Hello.' })).rejects.toThrow();
		const id = (
			await stack.n8n
				.api()
				.publicApi<{ data: { id: string; name: string }[] }>(
					...(['GET', '/workflows?limit=100'] as const),
				)
		).data.find(({ name }) => name === 'Voice Agent Session at say')!.id;
		const execution = (await stack.n8n.executions(id)).at(-1);
		expect(execution).toMatchObject({
			status: 'error',
			error: 'The session is over.',
			errorDescription: expect.stringContaining('only while the call is running') as string,
		});
	});
});

describe('an event subscription of Start Voice Agent', () => {
	it('starts the workflow that it names, for the events of that call alone', async () => {
		const { n8n } = stack;
		const webhookId = randomUUID();
		const events = eventWorkflow(runtimeCredential, { calls: 'subscribed', webhookId });
		const listening = await n8n.importWorkflow(events);
		await n8n.publish(listening);
		const subscription = {
			url: `${n8n.webhookUrl}/${webhookId}/voice-agent-events`,
			events: ['session.ended'],
		};
		for (const [path, options] of [
			['unheard', {}],
			['followed', { notify: { subscription } }],
		] as const) {
			const workflow = behindWebhook(path, {
				name: 'Start Voice Agent',
				type: `${PACKAGE}.startVoiceAgent`,
				parameters: { sessionId: '={{ $json.body.sessionId }}', options },
				credentials: { voiceAgentRuntimeApi: runtimeCredential },
			});
			await n8n.publish(await n8n.importWorkflow(workflow));
			await run(path, { sessionId: path });
			await askRuntime(stack.runtime, 'POST', `/v1/sessions/${path}/end`, {});
		}
		expect(await receivedEvents(n8n, listening, 1)).toMatchObject([
			{ type: 'session.ended', sessionId: 'followed' },
		]);
	}, 60_000);
});

describe('a builder who listens for a test event', () => {
	it('gets one without publishing the workflow', async () => {
		const { n8n, runtime } = stack;
		const workflowId = await n8n.importWorkflow(eventWorkflow(runtimeCredential));
		await n8n.listen(workflowId, 'Events');
		for (const sessionId of ['listened-to', 'after-that']) {
			await askRuntime(runtime, 'POST', '/v1/sessions', { sessionId });
			await askRuntime(runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});
		}
		const tested = await receivedEvents(n8n, workflowId, 1);
		expect(tested).toMatchObject([{ type: 'session.ended', sessionId: 'listened-to' }]);
		expect((await n8n.executions(workflowId)).map(({ mode }) => mode)).toEqual(['manual']);
	}, 60_000);
});

describe('the nodes as AI tools', () => {
	it('are offered over MCP with their descriptions, and do what the model asks', async () => {
		const token = randomBytes(16).toString('hex');
		const bearer = await stack.n8n.createCredential({
			name: 'MCP bearer',
			type: 'httpBearerAuth',
			data: { token, allowedHttpRequestDomains: 'all' },
		});
		const workflow = nodesAsTools('voice', { bearer, runtimeCredential, liveKitCredential });
		await stack.n8n.publish(await stack.n8n.importWorkflow(workflow));
		const connection = createMcpConnection({
			server: { url: `${stack.n8n.url}/mcp/voice`, bearerToken: token },
			fetch,
			onToolsChanged: () => undefined,
		});
		const call = async (name: string, input: Record<string, unknown>): Promise<string> =>
			JSON.stringify(await connection.use((client) => client.callTool({ name, arguments: input })));
		try {
			const { tools } = await connection.use((client) => client.listTools());
			const described = Object.fromEntries(tools.map((tool) => [tool.name, tool.description]));
			expect(described).toEqual({
				Create_Token: expect.stringContaining('one person joins one LiveKit room') as string,
				Start_Call: expect.stringContaining('Start a call with a voice agent') as string,
				Say: expect.stringContaining('Say something to the caller') as string,
				End_Call: expect.stringContaining('End a call') as string,
			});
			expect(await call('Create_Token', { sessionId: 'by-a-model' })).toContain(
				'meeting_by-a-model',
			);
			const input = { sessionId: 'by-a-model', instructions: 'You are Ava.' };
			expect(await call('Start_Call', input)).toContain('/talk/#');
			expect(await call('Say', { sessionId: 'by-a-model', text: 'Hello.' })).toContain(
				'The caller has not joined yet.',
			);
			expect(await call('End_Call', { sessionId: 'by-a-model' })).toContain('api_ended');
			const { body } = await askRuntime(stack.runtime, 'GET', '/v1/sessions/by-a-model');
			expect(body).toMatchObject({ status: 'ended', endReason: 'api_ended' });
		} finally {
			await connection.close();
		}
	}, 60_000);
});
