import type { INode, INodeParameters, IRun } from 'n8n-workflow';
import type { SessionsEndedMessage } from '../contract/delivery';
import { startFakeRuntime, type FakeRuntime } from './rig/fake-runtime';
import { passThrough, start } from './rig/nodes';
import { loadPackage, type LoadedPackage } from './rig/package';
import { passLimit, resume } from './rig/resume';
import { SIGNING_SECRET } from './rig/webhook-server';
import { createWorkflowRig } from './rig/workflow';

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let loaded: LoadedPackage;
let runtime: FakeRuntime;

beforeAll(async () => {
	loaded = await loadPackage();
	runtime = await startFakeRuntime();
});
afterAll(() => runtime.close());
beforeEach(() => (runtime.requests.length = 0));

async function startWaiting(parameters: INodeParameters = {}, changes: Partial<INode> = {}) {
	const node = {
		...start({ waitForEnd: true, sessionId: '={{ $json.id }}', ...parameters }),
		...changes,
	};
	const rig = createWorkflowRig({
		loaded,
		nodes: [node, passThrough('After')],
		n8nUrl: 'http://127.0.0.1:5678',
		credentials: {
			runtime: { baseUrl: runtime.url, apiKey: runtime.apiKey, signingSecret: SIGNING_SECRET },
		},
	});
	const sleeping = await rig.execute(['a', 'b', 'c'].map((id) => ({ json: { id } })));
	const [put] = runtime.requests.filter(({ path }) => path.startsWith('/v1/session-waits/'));
	const n8n = { workflow: rig.workflow, additionalData: rig.additionalData() };
	return { sleeping, put, n8n, waitId: put?.path.split('/').at(-1) ?? '' };
}

const message = (waitId: string, sessionIds = ['c', 'b', 'a'], limitReached = false) =>
	({
		type: 'sessions.ended',
		waitId,
		limitReached,
		sessions: sessionIds.map((sessionId) => ({
			sessionId,
			status: sessionId === 'b' ? 'active' : 'ended',
		})),
	}) as SessionsEndedMessage;

const after = (run: IRun | undefined) =>
	run?.data.resultData.runData.After?.[0]?.data?.main?.[0]?.map(({ json }) => json);

describe('Start Voice Agent that waits for the end', () => {
	it('sleeps once for all its items and tells the runtime where to wake it', async () => {
		const { sleeping, put } = await startWaiting({ maxWaitMinutes: 2 });
		expect(put).toMatchObject({
			method: 'PUT',
			path: expect.stringMatching(/^\/v1\/session-waits\/wait_[\w-]{36}$/),
			body: {
				url: expect.stringMatching(
					/^http:\/\/127\.0\.0\.1:5678\/webhook-waiting\/1\/voice-agent(\?signature=\w+)?$/,
				),
				sessionIds: ['a', 'b', 'c'],
				limitSeconds: 120,
			},
		});
		expect(sleeping.waitTill?.getTime()).toBeGreaterThan(Date.now() + 24 * 3600 * 1000);
		expect(sleeping.data.resultData.runData.After).toBeUndefined();
	});

	it('goes on with one report per item, in the order of the items', async () => {
		const { sleeping, n8n, waitId } = await startWaiting();
		const { run } = await resume(n8n, sleeping, {
			...{ body: message(waitId), id: waitId, secret: SIGNING_SECRET },
		});
		expect(run?.status).toBe('success');
		expect(after(run)).toEqual([
			{ sessionId: 'a', status: 'ended' },
			{ sessionId: 'b', status: 'active' },
			{ sessionId: 'c', status: 'ended' },
		]);
		const output = run!.data.resultData.runData.Start!.at(-1)!.data!.main![0]!;
		expect(output.map(({ pairedItem }) => pairedItem)).toMatchObject([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('says of which call the limit has passed', async () => {
		const { sleeping, n8n, waitId } = await startWaiting();
		const { run } = await resume(n8n, sleeping, {
			body: message(waitId, ['a', 'b', 'c'], true),
			...{ id: waitId, secret: SIGNING_SECRET },
		});
		expect(after(run)?.map(({ waitLimitReached }) => waitLimitReached)).toEqual([
			undefined,
			true,
			undefined,
		]);
	});

	it.each<[string, (waitId: string) => Parameters<typeof resume>[2], number]>([
		['another secret', (id) => ({ body: message(id), id, secret: OTHER_SECRET }), 401],
		[
			'the end of another wait',
			(id) => ({ body: message('wait_of_an_earlier_loop'), id, secret: SIGNING_SECRET }),
			409,
		],
		['anything else', (id) => ({ body: { type: 'tool.call' }, id, secret: SIGNING_SECRET }), 400],
	])('sleeps on when it is woken with %s', async (_case, request, status) => {
		const { sleeping, n8n, waitId } = await startWaiting();
		expect(await resume(n8n, sleeping, request(waitId))).toEqual({ status });
	});

	it('keeps the place of a call that could not be started', async () => {
		runtime.failNext(503, {
			error: { code: 'too_many_sessions', message: 'Full.', retryable: true },
		});
		const { sleeping, put, n8n, waitId } = await startWaiting({}, { continueOnFail: true });
		expect(put?.body).toMatchObject({ sessionIds: ['b', 'c'] });
		const { run } = await resume(n8n, sleeping, {
			...{ body: message(waitId, ['b', 'c']), id: waitId, secret: SIGNING_SECRET },
		});
		expect(after(run)).toMatchObject([{ error: 'Full.' }, { sessionId: 'b' }, { sessionId: 'c' }]);
	});

	it('says when n8n’s own limit has passed because the runtime is gone for good', async () => {
		const { sleeping, n8n } = await startWaiting();
		expect(after(await passLimit(n8n, sleeping))).toMatchObject([
			{ sessionId: 'a', error: expect.stringContaining('never said') },
			{ sessionId: 'b' },
			{ sessionId: 'c' },
		]);
	});

	it('asks for answers and a summary', async () => {
		await startWaiting({
			answers: {
				answer: [
					{ name: 'email', type: 'string', description: 'The address' },
					{ name: 'mood', type: 'options', options: 'good, bad' },
				],
			},
			summary: true,
		});
		expect(runtime.requests[0]?.body).toMatchObject({
			answers: [
				{ name: 'email', type: 'string', description: 'The address' },
				{ name: 'mood', type: 'options', options: ['good', 'bad'] },
			],
			summary: true,
		});
	});
});
