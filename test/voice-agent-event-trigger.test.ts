import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { EventMessage } from '../contract/delivery';
import { eventTrigger } from './rig/nodes';
import { holdProcessedData, recordProcessed } from './rig/processed-data';
import { startToolBench, type ToolBench } from './rig/tool-bench';
import type { WebhookServer } from './rig/webhook-server';

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const ALL = [
	'session.failed',
	'session.ended',
	'participant.left',
	'tool.called',
	'agent.turn',
	'user.turn',
	'participant.joined',
	'session.started',
];

let bench: ToolBench;
let messages = 0;

beforeAll(async () => (bench = await startToolBench()));
afterAll(() => bench.close());
beforeEach(() => {
	bench.runtime.subscriptions.clear();
	bench.runtime.requests.length = 0;
});

const make = (parameters: INodeParameters = {}, credential: Record<string, string> = {}) =>
	bench.make({ start: eventTrigger(parameters), after: [], credential });

/** What the runtime posts; `callId` names the delivery. */
const userTurn = (fields: object = {}) => ({
	...({
		type: 'user.turn',
		sessionId: 's1',
		at: '2026-11-23T10:00:00.000Z',
		item: { role: 'user', text: 'Hello', at: '2026-11-23T10:00:00.000Z' },
		session: {
			sessionId: 's1',
			room: 'meeting_s1',
			agentName: 'voice-assistant',
			variables: { order: 7 },
			participant: { identity: 'user_s1', name: '', metadata: '' },
		},
	} satisfies EventMessage),
	callId: `evt_${++messages}`,
	...fields,
});

const registered = (slot: string) => bench.runtime.subscriptions.get(`wf1_node-events ${slot}`);

describe('Voice Agent Event Trigger: publishing', () => {
	it('subscribes to the chosen kinds with its production URL', async () => {
		const { rig } = make({ events: ['session.ended', 'user.turn'] });
		await rig.publish();
		expect(registered('production')).toEqual({
			url: `${bench.n8n.url}/webhook/5f1b1c1e-0000-4000-8000-000000000002/voice-agent-events`,
			events: ['user.turn', 'session.ended'],
			slot: 'production',
			workflow: { id: 'wf1', name: 'Test workflow' },
		});
	});

	it('sends nothing again when the runtime knows it, and replaces it when it differs', async () => {
		const { rig } = make();
		await rig.publish();
		await rig.publish();
		expect(bench.runtime.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
		const { rig: changed } = make({ events: ['tool.called'] });
		await changed.publish();
		expect(registered('production')?.events).toEqual(['tool.called']);
	});

	it('keeps the published subscription while it listens for a test event and after', async () => {
		const { rig } = make();
		await rig.publish();
		await rig.publish('test');
		expect(registered('test')?.url).toContain('/webhook-test/');
		await rig.hook('delete', 'test');
		expect(registered('test')).toBeUndefined();
		expect(registered('production')?.url).toContain('/webhook/');
	});

	it('unsubscribes when it is unpublished, and does not mind when that is done already', async () => {
		const { rig } = make();
		await rig.publish();
		await rig.hook('delete');
		expect(bench.runtime.subscriptions.size).toBe(0);
		await expect(rig.hook('delete')).resolves.toBe(true);
	});

	it('asks for no events when the calls name it, and takes back what it asked for before', async () => {
		const { rig } = make();
		await rig.publish();
		expect(registered('production')).toBeDefined();
		const { rig: changed } = make({ calls: 'subscribed' });
		await changed.publish();
		expect(registered('production')).toBeUndefined();
		await changed.publish('test');
		expect(registered('test')).toBeDefined();
		await expect(changed.hook('delete', 'test')).resolves.toBe(true);
	});

	it('shows its URL only to who must copy it', () => {
		const hidden = (parameters: INodeParameters) => {
			const { rig } = make(parameters);
			const node = rig.workflow.getNode('Events')!;
			const { webhooks } = rig.workflow.nodeTypes.getByNameAndVersion(node.type).description;
			const written = webhooks![0]!.ndvHideUrl as string;
			return rig.workflow.expression.getSimpleParameterValue(node, written, 'internal', {});
		};
		expect(hidden({})).toBe(true);
		expect(hidden({ calls: 'subscribed' })).toBe(false);
	});

	it.each<[string, INodeParameters, Record<string, string>, RegExp]>([
		['no kind of event', { events: [] }, {}, /No event is chosen/],
		['a missing signing secret', {}, { signingSecret: '' }, /signing secret is required/],
		['a wrong API key', {}, { apiKey: 'wrong' }, /The API key is wrong/],
	])('refuses to publish with %s', async (_, parameters, credential, message) => {
		const { rig } = make(parameters, credential);
		await expect(rig.hook('create')).rejects.toThrow(message);
		expect(bench.runtime.subscriptions.size).toBe(0);
	});
});

describe('Voice Agent Event Trigger: an event', () => {
	const outputs = (rig: ReturnType<typeof make>['rig']) =>
		rig.executions[0]!.data.resultData.runData.Events![0]!.data!.main!;

	const placeOf = (rig: ReturnType<typeof make>['rig']) => ({
		workflow: { id: rig.workflow.id, active: true },
		node: rig.workflow.getNode('Events')!,
	});

	it('leaves through the output of its kind', async () => {
		const { rig } = make({ events: ALL });
		const event = userTurn();
		await expect(bench.n8n.send({ body: event })).resolves.toMatchObject({ status: 200 });
		expect(outputs(rig).map((items) => items?.length ?? 0)).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
		expect(outputs(rig)[2]![0]!.json).toEqual({ ...event, deliveryId: event.callId });
	});

	it('has as many outputs as kinds are chosen, in the order of a call', async () => {
		const { rig } = make({ events: ['session.ended', 'user.turn'] });
		await bench.n8n.send({ body: userTurn() });
		expect(outputs(rig).map((items) => items?.length ?? 0)).toEqual([1, 0]);
		const node = rig.workflow.getNode('Events')!;
		const { outputs: written } = rig.workflow.nodeTypes.getByNameAndVersion(node.type)
			.description as { outputs: string };
		expect(rig.workflow.expression.getSimpleParameterValue(node, written, 'internal', {})).toEqual([
			{ type: 'main', displayName: 'Caller Spoke' },
			{ type: 'main', displayName: 'Call Ended' },
		]);
	});

	it('keeps the outputs of a workflow that was saved when there were fewer kinds', async () => {
		const { rig } = make({ events: ALL.filter((kind) => kind !== 'participant.left') });
		await bench.n8n.send({ body: userTurn({ type: 'session.failed' }) });
		expect(outputs(rig).map((items) => items?.length ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 1]);
	});

	it('starts one execution, however often it arrives', async () => {
		const { rig } = make({ events: ALL });
		const body = userTurn();
		// What comes before n8n has started the workflow shall come again, because it may fail to.
		const goOn = holdProcessedData();
		const answers = await Promise.all([1, 2, 3].map(() => bench.n8n.send({ body })));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
		goOn();
		while (rig.executions.length === 0) await nextTurn();
		const later = await Promise.all([1, 2, 3].map(() => bench.n8n.send({ body })));
		expect(later.map(({ status }) => status)).toEqual([409, 409, 409]);
		expect(rig.executions).toHaveLength(1);
	});

	it('runs nothing behind the trigger when an earlier process of n8n has run it', async () => {
		const { rig } = make({ events: ALL });
		const event = userTurn();
		await recordProcessed(event.callId, placeOf(rig));
		await expect(bench.n8n.send({ body: event })).resolves.toMatchObject({ status: 200 });
		await expect(bench.n8n.send({ body: event })).resolves.toMatchObject({ status: 409 });
		expect(outputs(rig).flat()).toEqual([]);
		expect(rig.executions[0]!.data.resultData.lastNodeExecuted).toBe('Events');
	});

	it('is remembered, however many come at the same time', async () => {
		const { rig } = make({ events: ALL });
		const events = Array.from({ length: 20 }, () => userTurn());
		await Promise.all(events.map((body) => bench.n8n.send({ body })));
		while (rig.executions.length < events.length) await nextTurn();
		expect(rig.executions.map(({ status }) => status)).toEqual(events.map(() => 'success'));
		for (const { callId } of events) {
			await expect(recordProcessed(callId, placeOf(rig))).resolves.toBe(false);
		}
	});

	it('of a kind that is not chosen is accepted and starts nothing', async () => {
		const { rig } = make({ events: ['session.ended'] });
		await expect(bench.n8n.send({ body: userTurn() })).resolves.toMatchObject({ status: 200 });
		expect(rig.executions).toHaveLength(0);
	});

	it.each<[string, Parameters<WebhookServer['send']>[0], number]>([
		['unsigned', { tamper: ({ headers }) => void delete headers['webhook-signature'] }, 401],
		['signed with another secret', { secret: OTHER_SECRET }, 401],
		['signed six minutes ago', { clockOffsetMs: -360_000 }, 401],
		['changed on its way', { tamper: (sent) => (sent.body = sent.body.replace('s1', 's2')) }, 401],
		['no event', { body: { hello: 'world' } }, 400],
	])('starts nothing when it is %s', async (_, options, status) => {
		const { rig } = make({ events: ALL });
		await expect(bench.n8n.send({ body: userTurn(), ...options })).resolves.toMatchObject({
			status,
		});
		expect(rig.executions).toHaveLength(0);
	});
});
