import { lookUp, openTools, request, session, type OpenTools } from '../../test/open-tools.ts';
import { startWebhookServer, type WebhookServer } from '../../test/webhook-server.ts';

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

const names = async () => (await open.tools.offeredTo(session)).tools.map(({ name }) => name);
const described = async (name: string) =>
	(await open.tools.offeredTo(session)).tools.find((tool) => tool.name === name)?.description;

describe('a registered tool', () => {
	it('is offered with the built-in ones and is still there after a restart', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.restart();
		expect(await names()).toEqual(['look_up', 'query_database', 'send_email']);
		expect(await open.tools.get('a')).toMatchObject({
			registrationId: 'a',
			state: { status: 'ready' },
			url: `${n8n.origin}/webhook/look-up`,
		});
	});

	it('reaches only the sessions that chose it', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		expect((await open.tools.offeredTo({ ...session, tools: ['look_up'] })).tools).toHaveLength(1);
		expect((await open.tools.offeredTo({ ...session, tools: [] })).tools).toHaveLength(0);
		const refused = await open.tools.call({ ...session, tools: [] }, request());
		expect(refused).toMatchObject({ outcome: 'rejected' });
		expect(n8n.received).toHaveLength(0);
	});

	it('gives the list another version when it changes, and the same when it does not', async () => {
		const before = (await open.tools.offeredTo(session)).version;
		await open.tools.register('a', lookUp(n8n.origin));
		const after = (await open.tools.offeredTo(session)).version;
		await open.tools.register('a', lookUp(n8n.origin));
		expect(after).not.toBe(before);
		expect((await open.tools.offeredTo(session)).version).toBe(after);
		await open.tools.unregister('a');
		expect((await open.tools.offeredTo(session)).version).toBe(before);
	});

	it('keeps its URL and workflow from the call', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		const [tool] = (await open.tools.offeredTo({ ...session, tools: ['look_up'] })).tools;
		expect(tool).not.toHaveProperty('url');
		expect(tool).not.toHaveProperty('workflow');
	});

	it('wins over the built-in one of the same name', async () => {
		await open.tools.register('a', lookUp(n8n.origin, { name: 'send_email', description: 'Mine' }));
		expect(await described('send_email')).toBe('Mine');
		expect((await open.tools.list()).filter(({ name }) => name === 'send_email')).toHaveLength(1);
	});

	it('cannot have the name of another workflow, which the error names', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		const other = lookUp(n8n.origin, {
			url: `${n8n.origin}/webhook/other`,
			workflow: { id: 'wf-2', name: 'Other' },
		});
		await expect(open.tools.register('b', other)).rejects.toMatchObject({
			code: 'conflict',
			message: expect.stringContaining('"Look up" (wf-1)') as string,
		});
	});

	it('takes its name over when the same webhook comes back under another id', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.register('b', lookUp(n8n.origin));
		expect(await open.tools.get('a')).toBeUndefined();
		expect(await open.tools.get('b')).toBeDefined();
	});

	it('can be renamed, which frees the old name', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.register('a', lookUp(n8n.origin, { name: 'find' }));
		expect(await names()).toEqual(['find', 'query_database', 'send_email']);
	});

	it.each(['https://evil.example/webhook/x', 'ftp://n8n/x', 'not a url'])(
		'cannot run at %s, and the error names the settings',
		async (url) => {
			await expect(open.tools.register('a', lookUp(n8n.origin, { url }))).rejects.toMatchObject({
				code: 'tool_url_not_allowed',
				message: expect.stringMatching(/N8N_WEBHOOK_BASE_URL.*N8N_ALLOWED_ORIGINS/) as string,
			});
		},
	);

	it('cannot have a name that models do not accept', async () => {
		const registration = lookUp(n8n.origin, { name: 'look up!' });
		await expect(open.tools.register('a', registration)).rejects.toMatchObject({
			code: 'invalid_request',
			details: [{ field: 'name' }],
		});
	});
});

describe('a test registration', () => {
	const testing = () =>
		lookUp(n8n.origin, {
			slot: 'test',
			description: 'Being tested',
			url: `${n8n.origin}/webhook-test/look-up`,
		});

	it('shadows the production one for one call and leaves it alone', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.register('a', testing());
		expect(await described('look_up')).toBe('Being tested');
		await open.tools.call(session, request());
		await open.tools.call(session, request());
		expect(n8n.received.map(({ path }) => path)).toEqual([
			'/webhook-test/look-up',
			'/webhook/look-up',
		]);
		expect(await described('look_up')).toBe('Looks something up.');
	});

	it('forgets itself after 120 seconds', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.register('a', testing());
		open.pass(120_001);
		expect(await described('look_up')).toBe('Looks something up.');
	});

	it('is removed without the production one', async () => {
		await open.tools.register('a', lookUp(n8n.origin));
		await open.tools.register('a', testing());
		await open.tools.unregister('a', 'test');
		expect(await open.tools.get('a')).toMatchObject({ slot: 'production' });
	});
});
