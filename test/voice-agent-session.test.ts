import type { INode, INodeType } from 'n8n-workflow';
import { startFakeRuntime, type FakeRuntime } from './rig/fake-runtime';
import { session } from './rig/nodes';
import { loadPackage, PACKAGE_NAME, type LoadedPackage } from './rig/package';
import { createWorkflowRig } from './rig/workflow';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const agent = (operation: string, parameters = {}) =>
	session({ resource: 'agent', operation, sessionId: byId('call'), ...parameters });

let loaded: LoadedPackage;
let runtime: FakeRuntime;

beforeAll(async () => {
	loaded = await loadPackage();
	runtime = await startFakeRuntime();
});
afterAll(() => runtime.close());
beforeEach(() => {
	runtime.requests.length = 0;
	runtime.sessions.clear();
});

const rigOf = (node: INode) =>
	createWorkflowRig({
		loaded,
		nodes: [node],
		n8nUrl: 'http://127.0.0.1',
		credentials: { runtime: { baseUrl: runtime.url, apiKey: runtime.apiKey } },
	});

async function run(node: INode, items: object[] = [{}]) {
	const { data } = await rigOf(node).execute(items.map((json) => ({ json: json as never })));
	return {
		error: data.resultData.error,
		items: data.resultData.runData[node.name]?.[0]?.data?.main?.[0] ?? [],
	};
}
const sent = () => runtime.requests.map(({ method, path, body }) => [method, path, body]);

describe('Voice Agent Session', () => {
	it.each([
		['say', { text: 'Your table is ready.' }, { text: 'Your table is ready.' }],
		['instruct', { text: 'Offer a table.' }, { text: 'Offer a table.' }],
		['mute', {}, {}],
		['unmute', {}, {}],
	])('lets the agent %s', async (operation, parameters, body) => {
		runtime.sessions.add('call');
		const { items } = await run(agent(operation, parameters));
		expect(sent()).toEqual([['POST', `/v1/sessions/call/${operation}`, body]]);
		expect(items).toMatchObject([{ json: { sessionId: 'call' }, pairedItem: { item: 0 } }]);
	});

	it('ends a call, with a last sentence when there is one', async () => {
		runtime.sessions.add('call');
		const end = { operation: 'end', sessionId: byId('call') };
		await run(session(end));
		await run(session({ ...end, say: 'Goodbye.' }));
		expect(sent()).toEqual([
			['POST', '/v1/sessions/call/end', {}],
			['POST', '/v1/sessions/call/end', { say: 'Goodbye.' }],
		]);
	});

	it('gets the session of each item', async () => {
		for (const id of ['a', 'b']) runtime.sessions.add(id, 'ended');
		const node = session({ sessionId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } });
		const { items } = await run(node, [{ id: 'a' }, { id: 'b' }]);
		expect(items).toMatchObject([
			{ json: { sessionId: 'a', transcript: [] }, pairedItem: { item: 0 } },
			{ json: { sessionId: 'b', transcript: [] }, pairedItem: { item: 1 } },
		]);
	});

	it('lists up to the limit, or all over several pages, each as an item', async () => {
		for (let count = 0; count < 120; count++) runtime.sessions.add(`s${count}`, 'ended');
		runtime.sessions.add('running');
		const ids = async (parameters: object) =>
			(await run(session({ operation: 'list', ...parameters }))).items.map(
				({ json }) => json.sessionId,
			);
		expect(await ids({})).toHaveLength(50);
		expect(await ids({ limit: 2 })).toEqual(['running', 's119']);
		const all = await ids({ returnAll: true });
		expect([all.length, new Set(all).size]).toEqual([121, 121]);
		expect(await ids({ returnAll: true, filters: { status: 'active' } })).toEqual(['running']);
	});

	it('says what to do when the session is over or unknown', async () => {
		runtime.sessions.add('call', 'ended');
		const over = await run(agent('say', { text: 'Hello.' }));
		expect(over.error).toMatchObject({
			message: 'The session is over.',
			description: expect.stringContaining('only while the call is running') as string,
			httpCode: '409',
		});
		const unknown = await run(session({ sessionId: byId('nobody') }));
		expect(unknown.error).toMatchObject({
			message: 'There is no such session.',
			description: expect.stringContaining('output of Start Voice Agent') as string,
			httpCode: '404',
		});
	});

	it.each([
		[
			agent('say', { sessionId: byId('={{ $json.none }}'), text: 'Hello.' }),
			'No session is chosen',
		],
		[agent('say', { text: ' ' }), 'There is no text for the agent'],
	])('asks nothing of the runtime when something is missing', async (node, message) => {
		expect((await run(node)).error?.message).toBe(message);
		expect(sent()).toEqual([]);
	});

	it('goes on with the next item after a failed one when it is told to', async () => {
		runtime.sessions.add('b');
		const say = agent('say', { sessionId: byId('={{ $json.id }}'), text: 'Hello.' });
		const { items } = await run({ ...say, continueOnFail: true }, [{ id: 'a' }, { id: 'b' }]);
		expect(items).toMatchObject([
			{ json: { error: 'There is no such session.' }, pairedItem: { item: 0 } },
			{ json: { sessionId: 'b' }, pairedItem: { item: 1 } },
		]);
	});

	describe('the list in the editor', () => {
		const search = (node: INode, filter?: string, token?: string) =>
			(
				loaded.nodeTypes.getByNameAndVersion(`${PACKAGE_NAME}.voiceAgentSession`) as INodeType
			).methods!.listSearch!.getSessions!.call(rigOf(node).loadOptions(), filter, token);

		it('offers running calls to speak into and every session to read', async () => {
			runtime.sessions.add('done', 'ended');
			runtime.sessions.add('call');
			const label = 'call (active, 2026-11-26 10:00 UTC)';
			expect((await search(agent('say'))).results).toEqual([{ name: label, value: 'call' }]);
			expect((await search(session())).results.map(({ value }) => value)).toEqual(['call', 'done']);
			expect((await search(session(), 'ENDED')).results.map(({ value }) => value)).toEqual([
				'done',
			]);
		});

		it('goes on page by page', async () => {
			for (let count = 0; count < 101; count++) runtime.sessions.add(`s${count}`);
			const { results, paginationToken } = await search(session());
			expect(results).toHaveLength(100);
			const rest = await search(session(), '', paginationToken as string);
			expect(rest).toEqual({ results: [expect.objectContaining({ value: 's0' })] });
		});
	});
});
