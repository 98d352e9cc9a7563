import { MAX_PROGRESS_PER_CALL } from '../../../contract/tool-call.ts';
import { lookUp, openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
	await open.tools.register('a', lookUp(n8n.origin));
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

const token = () => (n8n.received[0]?.body.replyTo as { token: string }).token;

/** A call whose workflow says these sentences before it answers. */
async function callThatSays(...sentences: string[]) {
	const call = request();
	const refusals: unknown[] = [];
	n8n.answer(async (received, response) => {
		for (const sentence of sentences) {
			await open.tools
				.reportProgress(call.callId, token(), sentence)
				.catch((error: unknown) => refusals.push(error));
		}
		await json('done')(received, response);
	});
	return { call, refusals, result: await open.tools.call(session, call) };
}

describe('progress of a tool call', () => {
	it('is spoken while the call runs, is no result, and is in the record and the audit log', async () => {
		const { call, result } = await callThatSays('I found it.', 'I am reading it.');
		expect(open.progress).toEqual([
			{ sessionId: 'call-1', callId: call.callId, text: 'I found it.' },
			{ sessionId: 'call-1', callId: call.callId, text: 'I am reading it.' },
		]);
		expect(result).toEqual({ outcome: 'completed', text: 'done' });
		const progress = [
			expect.objectContaining({ say: 'I found it.' }),
			expect.objectContaining({ say: 'I am reading it.' }),
		];
		expect(open.records).toEqual([expect.objectContaining({ outcome: 'completed', progress })]);
		const { progress_json } = await open.database
			.selectFrom('tool_calls')
			.select('progress_json')
			.executeTakeFirstOrThrow();
		expect(JSON.parse(progress_json ?? '')).toEqual(progress);
	});

	it('of a pending call leaves its token good for the one late result', async () => {
		n8n.answer(json({ status: 'PENDING' }, 202));
		const call = request();
		await open.tools.call(session, call);
		await open.tools.reportProgress(call.callId, token(), 'Half of it is done.');
		await open.tools.completeLate(call.callId, token(), { status: 'COMPLETED', result: 'Five.' });
		expect(open.progress).toHaveLength(1);
		expect(open.late).toHaveLength(1);
		expect(open.records.at(-1)).toMatchObject({
			outcome: 'completed',
			progress: [{ say: 'Half of it is done.' }],
		});
		await expect(
			open.tools.reportProgress(call.callId, token(), 'This comes too late.'),
		).rejects.toMatchObject({ code: 'conflict' });
	});

	it('needs the token of its own call', async () => {
		n8n.answer(json({ status: 'PENDING' }, 202));
		const call = request();
		await open.tools.call(session, call);
		await expect(open.tools.reportProgress(call.callId, 'guessed', 'Ha.')).rejects.toMatchObject({
			code: 'unauthorized',
		});
		await expect(open.tools.reportProgress('nobody', token(), 'Ha.')).rejects.toMatchObject({
			code: 'not_found',
		});
		expect(open.progress).toEqual([]);
	});

	it('is refused when the call has its answer', async () => {
		const { call } = await callThatSays();
		await expect(open.tools.reportProgress(call.callId, token(), 'So.')).rejects.toMatchObject({
			code: 'conflict',
			message: 'Nobody waits for this tool call any more.',
		});
	});

	it('is refused when a restart has cut the call off', async () => {
		n8n.answer(() => undefined);
		const call = request();
		// The process that is gone may fail as it likes.
		open.tools.call(session, call).catch(() => undefined);
		while (n8n.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await open.restart();
		await expect(open.tools.reportProgress(call.callId, token(), 'So.')).rejects.toMatchObject({
			code: 'conflict',
		});
	});

	it('ends before the caller has heard too much of it', async () => {
		const sentences = Array.from({ length: MAX_PROGRESS_PER_CALL + 1 }, (_, at) => `Step ${at}.`);
		const { refusals } = await callThatSays(...sentences);
		expect(open.progress).toHaveLength(MAX_PROGRESS_PER_CALL);
		expect(refusals).toEqual([expect.objectContaining({ code: 'conflict' })]);
	});

	it('that nobody hears is not recorded, and the call goes on', async () => {
		open.hangUp();
		const { refusals, result } = await callThatSays('Hello?');
		expect(refusals).toEqual([expect.objectContaining({ code: 'conflict' })]);
		expect(result).toMatchObject({ outcome: 'completed' });
		expect(open.records[0]).not.toHaveProperty('progress');
	});
});
