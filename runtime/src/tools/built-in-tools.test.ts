import { openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { json, startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

let n8n: WebhookServer;
let open: OpenTools;
beforeEach(async () => {
	n8n = await startWebhookServer();
	open = await openTools(n8n.origin);
});
afterEach(async () => {
	await open.close();
	await n8n.close();
});

const search = (input: Record<string, unknown>) =>
	open.tools.call(session, request({ tool: 'query_database', arguments: input }));

describe('query_database', () => {
	it('posts flat JSON with the filters as an object and five results by default', async () => {
		await search({ query: 'hours', filters: '{"site":"Oslo"}' });
		expect(n8n.received[0]).toMatchObject({ path: '/webhook/query-vector-db' });
		expect(n8n.received[0]?.body).toEqual({
			query: 'hours',
			filters: { site: 'Oslo' },
			max_results: 5,
		});
	});

	it.each([['nonsense'], ['[1]'], [undefined]])('sends {} for the filters %s', async (filters) => {
		await search({ query: 'hours', max_results: 2, ...(filters ? { filters } : {}) });
		expect(n8n.received[0]?.body).toEqual({ query: 'hours', filters: {}, max_results: 2 });
	});

	it('gives the model a numbered list with short snippets', async () => {
		n8n.answer(
			json({
				status: 'COMPLETED',
				results: [
					{ title: 'Hours', snippet: 'Nine to five.' },
					{ title: 'Long', content: 'word '.repeat(100) },
				],
			}),
		);
		const { text } = await search({ query: 'hours' });
		const [head, first, second] = text.split('\n');
		expect(head).toBe('Found 2 results:');
		expect(first).toBe('1. Hours: Nine to five.');
		expect(second).toMatch(/^2\. Long: (word ?)+ …$/);
		expect(second?.length).toBeLessThan(215);
	});

	it('says so when nothing was found', async () => {
		n8n.answer(json({ status: 'COMPLETED', results: [] }));
		expect(await search({ query: 'hours' })).toMatchObject({ text: 'Nothing was found.' });
	});

	it('is sent with the token that a Webhook node can compare, and with none when there is none', async () => {
		await search({ query: 'hours' });
		expect(n8n.received[0]?.headers).not.toHaveProperty('x-voice-agent-token');
		await open.close();
		open = await openTools(n8n.origin, [], { headerToken: 'a-token-for-header-auth' });
		await search({ query: 'hours' });
		expect(n8n.received[1]?.headers).toMatchObject({
			'x-voice-agent-token': 'a-token-for-header-auth',
		});
	});

	it('names Header Auth when the Webhook node wants another login', async () => {
		n8n.answer(json({ message: 'Authorization data is wrong!' }, 403));
		expect(await search({ query: 'hours' })).toMatchObject({ outcome: 'failed' });
		const tool = (await open.tools.list()).find(({ name }) => name === 'query_database');
		expect(tool?.state).toMatchObject({
			status: 'broken',
			problem: expect.stringContaining('X-Voice-Agent-Token') as string,
		});
	});

	it('may ask the same twice', async () => {
		await search({ query: 'hours' });
		await search({ query: 'hours' });
		expect(n8n.received).toHaveLength(2);
	});
});
