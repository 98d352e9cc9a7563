import { parseServerTiming } from '../contract/server-timing';
import type { INodeParameters } from 'n8n-workflow';
import { passThrough, respond } from './rig/nodes';
import { startToolBench, type ToolBench } from './rig/tool-bench';
import { SIGNING_SECRET, toolCall, type WebhookServer } from './rig/webhook-server';

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let bench: ToolBench;

beforeAll(async () => (bench = await startToolBench()));
afterAll(() => bench.close());

describe('Voice Agent Trigger: a tool call', () => {
	it('runs the workflow with the arguments and answers with the items of the last node', async () => {
		const { rig } = bench.make({
			after: [passThrough('Work', { items: '[{"sent":true},{"copies":2}]' })],
		});
		const call = toolCall();
		await expect(bench.n8n.send({ body: call })).resolves.toEqual({
			status: 200,
			body: [{ sent: true }, { copies: 2 }],
		});
		const [item] = rig.executions[0]!.data.resultData.runData.Trigger![0]!.data!.main![0]!;
		expect(item!.json).toEqual({
			tool: 'send_email',
			callId: call.callId,
			arguments: call.arguments,
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
		const { rig } = bench.make();
		const answer = await bench.n8n.send(options);
		expect(answer.status).toBe(401);
		expect(answer.body).toMatchObject({
			error: { code: 'unauthorized', message: expect.stringContaining(problem) },
		});
		expect(rig.executions).toHaveLength(0);
	});

	it('runs nothing while the credential has no signing secret', async () => {
		const { rig } = bench.make({ credential: { signingSecret: '' } });
		await expect(bench.n8n.send({})).resolves.toMatchObject({
			status: 500,
			body: { error: { code: 'configuration_invalid' } },
		});
		expect(rig.executions).toHaveLength(0);
	});

	it('runs once, however often and however close together the same call arrives', async () => {
		const { rig } = bench.make({ after: [passThrough('Work', { delayMs: 100 })] });
		const body = toolCall();
		const answers = await Promise.all([1, 2, 3, 4, 5].map(() => bench.n8n.send({ body })));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
		await expect(bench.n8n.send({ body })).resolves.toMatchObject({ status: 409 });
		expect(rig.executions).toHaveLength(1);
	});

	it('runs nothing that was signed before n8n started, and asks for a new signature', async () => {
		const { rig } = bench.make();
		// A time stamp has no milliseconds.
		const clockOffsetMs = -performance.now() - 1;
		await expect(bench.n8n.send({ clockOffsetMs })).resolves.toMatchObject({
			status: 503,
			body: { error: { code: 'n8n_unreachable' } },
		});
		expect(rig.executions).toHaveLength(0);
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
		const { rig } = bench.make();
		await expect(bench.n8n.send({ body })).resolves.toMatchObject({ status });
		expect(rig.executions).toHaveLength(0);
	});

	it('answers a signed ping without an execution, and an unsigned one with 401', async () => {
		const { rig } = bench.make();
		const body = { type: 'tool.ping', tool: 'send_email' };
		await expect(bench.n8n.send({ body })).resolves.toEqual({
			status: 200,
			body: { type: 'tool.pong', tool: 'send_email' },
		});
		await expect(bench.n8n.send({ body, secret: OTHER_SECRET })).resolves.toMatchObject({
			status: 401,
		});
		expect(rig.executions).toHaveLength(0);
	});

	it('says how long n8n had the call, whoever answers it', async () => {
		const work = passThrough('Work', { delayMs: 100 });
		const timeOf = async (parameters: INodeParameters, after = [work]) => {
			bench.make({ parameters, after });
			await bench.n8n.send({});
			return parseServerTiming(bench.n8n.headers().get('server-timing'));
		};
		expect(await timeOf({ respond: 'lastNode' })).toBeGreaterThanOrEqual(99);
		expect(await timeOf({ respond: 'respondNode' }, [work, respond()])).toBeGreaterThanOrEqual(99);
		expect(await timeOf({ respond: 'immediately' })).toBeGreaterThanOrEqual(0);
	});

	it('answers "pending" at once and runs the workflow afterwards', async () => {
		const { rig } = bench.make({
			parameters: { respond: 'immediately' },
			after: [passThrough('Work', { delayMs: 100 })],
		});
		await expect(bench.n8n.send({})).resolves.toEqual({ status: 202, body: { status: 'PENDING' } });
		expect(rig.executions).toHaveLength(0);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(rig.executions).toHaveLength(1);
	});
});

describe('Voice Agent Trigger: the signing secret', () => {
	it('is decrypted once for many calls', async () => {
		const { rig } = bench.make();
		for (let count = 0; count < 5; count += 1) await bench.n8n.send({});
		expect(rig.credentials.reads).toBe(1);
	});

	it('is read again when a message signed with a new one arrives, so that rotation needs no waiting', async () => {
		const { credential } = bench.make();
		await expect(bench.n8n.send({})).resolves.toMatchObject({ status: 200 });
		credential.signingSecret = `${OTHER_SECRET} ${SIGNING_SECRET}`;
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		await expect(bench.n8n.send({ secret: OTHER_SECRET })).resolves.toMatchObject({ status: 200 });
		await expect(bench.n8n.send({})).resolves.toMatchObject({ status: 200 });
	});
});
