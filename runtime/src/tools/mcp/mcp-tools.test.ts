import { setTimeout as sleep } from 'node:timers/promises';
import { startMcpServer, text, type RunningMcpServer } from '../../../test/mcp-server.ts';
import { lookUp, openTools, request, session, type OpenTools } from '../../../test/open-tools.ts';
import type { McpServer } from '../../config/mcp-servers.ts';

const N8N = 'http://127.0.0.1:9';

let server: RunningMcpServer;
let open: OpenTools;
const configured = (changes: Partial<McpServer> = {}): McpServer => ({
	name: 'office',
	url: server.url,
	requiresConfirmation: [],
	readOnly: [],
	timeoutMs: 2000,
	...changes,
});
beforeEach(async () => {
	server = await startMcpServer({
		'book-room': { description: 'Books a room.' },
		find_room: { readOnly: true },
	});
	open = await openTools(N8N, [configured()]);
});
afterEach(async () => {
	await open.close();
	await server.close();
});

async function reopen(...servers: McpServer[]): Promise<void> {
	await open.close();
	open = await openTools(N8N, servers);
}
const offered = async () => (await open.tools.offeredTo(session)).tools;
const names = async () => (await offered()).map(({ name }) => name);
const until = async (condition: () => Promise<boolean>) => {
	while (!(await condition())) await sleep(10);
};
const book = (changes: Parameters<typeof request>[0] = {}) =>
	open.tools.call(session, request({ tool: 'book_room', arguments: { room: 'Oslo' }, ...changes }));

describe('the tools of an MCP server', () => {
	it('are offered with names that models accept, beside the others', async () => {
		expect(await names()).toEqual(['book_room', 'find_room', 'query_database', 'send_email']);
		expect((await offered())[0]).toMatchObject({
			description: 'Books a room.',
			parameters: { type: 'object', required: ['room'] },
			sideEffect: true,
		});
		expect((await offered())[1]).toMatchObject({ sideEffect: false });
	});

	it('are called on one connection, and the answer is for the model', async () => {
		expect(await book()).toEqual({ outcome: 'completed', text: 'book-room Oslo' });
		await book({ arguments: { room: 'Bergen' } });
		expect(server.introductions()).toBe(1);
		expect(open.records[0]).toMatchObject({ tool: 'book_room', answer: 'book-room Oslo' });
	});

	it('are only the allowed ones when a list says so', async () => {
		await reopen(configured({ tools: ['find_room'] }));
		expect(await names()).toEqual(['find_room', 'query_database', 'send_email']);
	});

	it('follow the list of the server as soon as it changes', async () => {
		await names();
		await sleep(100);
		server.serve({ paint_room: {} });
		await until(async () => (await names()).includes('paint_room'));
		expect(await names()).not.toContain('book_room');
	});

	it('give way to a registered tool of the same name', async () => {
		server.serve({ look_up: {}, send_email: {} });
		await reopen(configured());
		await open.tools.register('a', lookUp(N8N));
		expect(await names()).toEqual([
			'look_up',
			'office_look_up',
			'office_send_email',
			'query_database',
			'send_email',
		]);
		const call = request({ tool: 'office_send_email', arguments: { room: 'Oslo' } });
		expect(await open.tools.call(session, call)).toMatchObject({ text: 'send_email Oslo' });
	});

	it('of two servers have different names', async () => {
		await reopen(configured(), configured({ name: 'annex' }));
		expect(await names()).toEqual([
			'annex_book_room',
			'annex_find_room',
			'book_room',
			'find_room',
			'query_database',
			'send_email',
		]);
	});

	it('can be asked for by name at the start of a session', async () => {
		expect(await open.tools.names()).toContain('book_room');
	});
});

describe('a call of an MCP tool', () => {
	it('with arguments that do not fit is not sent', async () => {
		const result = await book({ arguments: { room: 7 } });
		expect(result).toMatchObject({
			outcome: 'rejected',
			text: expect.stringContaining('room must be string') as string,
		});
		expect(server.calls).toEqual([]);
	});

	it('that was made already is not made again, also after a restart', async () => {
		const call = request({ tool: 'book_room', arguments: { room: 'Oslo' } });
		const first = await open.tools.call(session, call);
		await open.restart();
		expect(await open.tools.call(session, call)).toEqual(first);
		const again = await book();
		expect(again.text).toContain('was not repeated');
		expect(server.calls).toEqual(['book-room']);
	});

	it('that only reads may be made twice', async () => {
		const find = () =>
			open.tools.call(session, request({ tool: 'find_room', arguments: { room: 'Oslo' } }));
		await find();
		await find();
		expect(server.calls).toEqual(['find_room', 'find_room']);
	});

	it('that only reads because the settings say so may be made twice, too', async () => {
		await reopen(configured({ readOnly: ['book-room'] }));
		await book();
		await book();
		expect(server.calls).toEqual(['book-room', 'book-room']);
	});

	it.each([[['book-room']], [true as const]])(
		'that needs a yes (%j) runs only after the caller said it',
		async (requiresConfirmation) => {
			await reopen(configured({ requiresConfirmation }));
			expect(await book()).toMatchObject({ outcome: 'awaiting_confirmation' });
			expect(server.calls).toEqual([]);
			const yes = { number: 2, userText: 'Yes, please.' };
			expect(await book({ turn: yes })).toMatchObject({ outcome: 'completed' });
			expect(server.calls).toEqual(['book-room']);
		},
	);

	it('counts against the budget of the session', async () => {
		const outcomes = [];
		for (let count = 0; count < 6; count++) {
			outcomes.push((await book({ arguments: { room: `R${count}` } })).outcome);
		}
		expect(outcomes.at(-1)).toBe('rejected');
		expect(server.calls).toHaveLength(5);
	});

	it('ends at its deadline, and nobody claims to know whether it ran', async () => {
		server.serve({ 'book-room': { run: () => sleep(5000, text('late'), { ref: false }) } });
		await reopen(configured({ timeoutMs: 150 }));
		expect(await book()).toMatchObject({
			outcome: 'timed_out',
			text: expect.stringContaining('not known whether this was done') as string,
		});
	});

	it('that n8n answers with JSON in a text reads like any workflow', async () => {
		server.serve({
			'book-room': { run: () => text('[{"status":"FAILED","error":"Oslo is full."}]') },
		});
		expect(await book()).toMatchObject({
			outcome: 'failed',
			text: expect.stringContaining('Oslo is full.') as string,
		});
		server.serve({ 'book-room': { run: () => text('[{"room":"Oslo"}]') } });
		expect(await book({ arguments: { room: 'B' } })).toMatchObject({ text: '{"room":"Oslo"}' });
	});

	it('that the server calls an error fails in words without technical detail', async () => {
		server.serve({
			'book-room': {
				run: () => ({ ...text('TypeError: x at http://10.0.0.1:5678/x'), isError: true }),
			},
		});
		const result = await book();
		expect(result.outcome).toBe('failed');
		expect(result.text).not.toContain('10.0.0.1');
	});
});

describe('an MCP server', () => {
	it('that has forgotten its clients is greeted again within the call, which runs once', async () => {
		await names();
		server.forgetSessions();
		expect(await book()).toMatchObject({ outcome: 'completed' });
		expect(server.introductions()).toBe(2);
		expect(server.calls).toEqual(['book-room']);
	});

	it('that refuses one call does not cut off the others', async () => {
		server.serve({
			'book-room': { run: () => sleep(400, text('booked')) },
			find_room: { readOnly: true },
		});
		await reopen(configured());
		await names();
		const booking = book();
		while (server.calls.length === 0) await sleep(5);
		server.refuseNext(403);
		const find = request({ tool: 'find_room', arguments: { room: 'Oslo' } });
		expect(await open.tools.call(session, find)).toMatchObject({ outcome: 'completed' });
		expect(await booking).toMatchObject({ text: 'booked' });
	});

	it('that is down takes its tools with it, in one warning, and brings them back', async () => {
		await names();
		const { port } = server;
		await server.close();
		open.pass(30_000);
		await until(async () => !(await names()).includes('book_room'));
		open.pass(5000);
		await names();
		await sleep(100);
		expect(open.warnings).toEqual([
			expect.stringMatching(
				/^The MCP server "office" cannot be used \(.+\): its tools are not offered/,
			),
		]);
		expect(await book()).toMatchObject({ outcome: 'failed' });
		const listed = (await open.tools.list()).find(({ name }) => name === 'book_room');
		expect(listed?.state).toMatchObject({ status: 'broken' });

		server = await startMcpServer({ 'book-room': {} }, { port });
		open.pass(5000);
		await until(async () => {
			open.pass(5000);
			return (await names()).includes('book_room');
		});
		expect(await book()).toMatchObject({ outcome: 'completed' });
	});

	it('that is down from the start keeps no session from starting', async () => {
		await reopen(configured({ url: 'http://127.0.0.1:9/mcp' }));
		expect(await names()).toEqual(['query_database', 'send_email']);
		expect(await open.tools.names()).toBeNull();
	});

	it('that refuses the token is reported by the name of the setting', async () => {
		await server.close();
		server = await startMcpServer({ 'book-room': {} }, { token: 'right' });
		await reopen(configured({ bearerToken: 'wrong' }));
		expect(await names()).not.toContain('book_room');
		expect(open.warnings).toEqual([
			expect.stringContaining('refuses the bearerToken in MCP_SERVERS'),
		]);
		expect(open.warnings[0]).not.toContain('wrong');
		await reopen(configured({ bearerToken: 'right' }));
		expect(await names()).toContain('book_room');
	});

	it('without a tool that the settings name is reported, because a yes might be missing', async () => {
		await reopen(configured({ requiresConfirmation: ['book_room'] }));
		await names();
		expect(open.warnings).toEqual([
			'MCP_SERVERS names the tool "book_room", which the server "office" does not have.',
		]);
	});
});
