import type { INodeParameters } from 'n8n-workflow';
import { passThrough, respond } from './rig/nodes';
import { startToolBench, type ToolBench } from './rig/tool-bench';
import { toolCall } from './rig/webhook-server';
import { createWorkflowRig, type WorkflowRig } from './rig/workflow';

let bench: ToolBench;

beforeAll(async () => (bench = await startToolBench()));
afterAll(() => bench.close());
beforeEach(() => (bench.runtime.requests.length = 0));

describe('Voice Agent Respond', () => {
	const answering = (respondMode: string, ...after: ReturnType<typeof respond>[]): WorkflowRig =>
		bench.make({ parameters: { respond: respondMode }, after }).rig;

	it('answers with the incoming items, after other nodes, and lets the workflow go on', async () => {
		const rig = answering(
			'respondNode',
			passThrough('Work', { items: '[{"opens":"eight"}]' }),
			respond(),
			passThrough('Afterwards', { delayMs: 50 }),
		);
		await expect(bench.n8n.send({})).resolves.toEqual({
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
		await expect(bench.n8n.send({})).resolves.toEqual({ status: 200, body });
	});

	it('is the answer as the last node too', async () => {
		answering('lastNode', respond({ operation: 'fail', error: 'No table is free.' }));
		await expect(bench.n8n.send({})).resolves.toEqual({
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
		const replyTo = { url: `${bench.runtime.url}/v1/tool-results/${callId}`, token: 'only-once' };
		await expect(bench.n8n.send({ body: toolCall({ callId, replyTo }) })).resolves.toMatchObject({
			status: 202,
		});
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(bench.runtime.requests).toEqual([
			{
				method: 'POST',
				path: '/v1/tool-results/call-late',
				authorization: 'Bearer only-once',
				body: { status: 'COMPLETED', result: { found: 1 } },
			},
		]);
		expect(rig.executions[0]!.data.resultData.error).toBeUndefined();
	});

	it('sends a result that missed the deadline to the runtime, for the record', async () => {
		answering('respondNode', passThrough('Work', { delayMs: 200 }), respond());
		const replyTo = { url: `${bench.runtime.url}/v1/tool-results/missed`, token: 'only-once' };
		const deadline = new Date(Date.now() + 100).toISOString();
		await bench.n8n.send({ body: toolCall({ replyTo, deadline }) });
		expect(bench.runtime.requests).toEqual([
			expect.objectContaining({ method: 'POST', path: '/v1/tool-results/missed' }),
		]);
	});

	describe('reporting progress', () => {
		const callId = 'call-progress';
		const progress = respond({ operation: 'progress', progress: '=Found {{ $json.found }}.' });
		const send = () =>
			bench.n8n.send({
				body: toolCall({
					callId: `${callId}-${Math.random()}`,
					replyTo: { url: `${bench.runtime.url}/v1/tool-results/${callId}`, token: 'only-once' },
				}),
			});
		const found = passThrough('Work', { items: '[{"found":1}]' });
		const hintsOf = ({ executions }: WorkflowRig) =>
			executions[0]!.data.resultData.runData.Respond![0]!.hints;

		it.each(['lastNode', 'respondNode', 'immediately'])(
			'tells the runtime and lets the workflow go on, when the answer comes from %s',
			async (respondMode) => {
				const rig = answering(respondMode, found, progress, passThrough('Afterwards'));
				await send();
				while (rig.executions.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
				expect(bench.runtime.requests).toEqual([
					{
						method: 'POST',
						path: `/v1/tool-results/${callId}`,
						authorization: 'Bearer only-once',
						body: { status: 'PROGRESS', say: 'Found 1.' },
					},
				]);
				const { runData, error } = rig.executions[0]!.data.resultData;
				expect(error).toBeUndefined();
				expect(runData.Afterwards![0]!.data!.main![0]![0]!.json).toEqual({ found: 1 });
			},
		);

		it('still leaves the answer to the last node', async () => {
			answering('lastNode', found, progress);
			await expect(send()).resolves.toEqual({ status: 200, body: [{ found: 1 }] });
		});

		it('is a hint and no failure when nobody waits any more', async () => {
			const rig = answering('lastNode', found, progress);
			bench.runtime.failNext(409, {
				error: { code: 'conflict', message: 'Nobody waits for this tool call any more.' },
			});
			await expect(send()).resolves.toEqual({ status: 200, body: [{ found: 1 }] });
			expect(hintsOf(rig)).toEqual([
				expect.objectContaining({
					message: 'The sentence was not spoken. Nobody waits for this tool call any more.',
				}),
			]);
		});

		it('is a hint and no failure when the runtime cannot be reached', async () => {
			const rig = answering('lastNode', found, progress);
			await expect(bench.n8n.send({})).resolves.toEqual({ status: 200, body: [{ found: 1 }] });
			expect(hintsOf(rig)).toEqual([
				expect.objectContaining({ message: expect.stringContaining('PUBLIC_URL') }),
			]);
		});

		it('fails with a sentence when it has nothing to say', async () => {
			const rig = answering('lastNode', respond({ operation: 'progress', progress: ' ' }));
			await expect(send()).resolves.toMatchObject({ status: 500 });
			expect(rig.executions[0]!.data.resultData.error?.message).toBe('The sentence is empty');
		});
	});

	it('keeps the one-time token out of what nodes and people see', async () => {
		const rig = answering('respondNode', passThrough('Work'), respond());
		await bench.n8n.send({
			body: toolCall({ replyTo: { url: 'http://127.0.0.1:9/', token: 'only-once' } }),
		});
		const items = Object.values(rig.executions[0]!.data.resultData.runData).flatMap(
			([run]) => run!.data!.main![0]!,
		);
		expect(JSON.stringify(items.map(({ json }) => json))).not.toContain('only-once');
	});

	it('says where it belongs when no trigger is above it', async () => {
		const rig = createWorkflowRig({
			loaded: bench.loaded,
			nodes: [passThrough('Work'), respond()],
			n8nUrl: bench.n8n.url,
			credentials: {},
		});
		const { error } = (await rig.execute([{ json: {} }])).data.resultData;
		expect(error?.message).toMatch(/No Voice Agent Trigger has started this workflow/);
	});
});
