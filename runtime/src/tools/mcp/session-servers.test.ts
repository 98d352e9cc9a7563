import { startMcpServer, text, type RunningMcpServer } from '../../../test/mcp-server.ts';
import { openTools, request, session, type OpenTools } from '../../../test/open-tools.ts';

const N8N = 'http://127.0.0.1:9';
const TOKEN = 'a-token-that-nobody-may-see';

let server: RunningMcpServer;
let open: OpenTools;
beforeEach(async () => {
	server = await startMcpServer({ book_room: {}, find_room: { readOnly: true } }, { token: TOKEN });
	open = await openTools(N8N);
});
afterEach(async () => {
	await open.close();
	await server.close();
});

const begin = (changes: object = {}, tools: string[] | null = null) =>
	open.tools.beginSession({ ...session, tools }, [
		{ name: 'office', url: server.url, bearerToken: TOKEN, ...changes },
	]);
const names = async (user: object = {}) =>
	(await open.tools.offeredTo({ ...session, ...user })).tools.map(({ name }) => name);
const book = (changes: Parameters<typeof request>[0] = {}) =>
	open.tools.call(session, request({ tool: 'book_room', arguments: { room: 'Oslo' }, ...changes }));

describe('an MCP server that a session brought along', () => {
	it('offers its tools to that session and to no other', async () => {
		await begin();
		expect(await names()).toEqual(['book_room', 'find_room', 'query_database', 'send_email']);
		expect(await names({ sessionId: 'call-2' })).toEqual(['query_database', 'send_email']);
		expect((await open.tools.list()).map(({ name }) => name)).not.toContain('book_room');
	});

	it('is meant although the session chose no other tool', async () => {
		await begin({}, []);
		expect(await names({ tools: [] })).toEqual(['book_room', 'find_room']);
	});

	it('cannot be called from another session', async () => {
		await begin();
		const call = request({ tool: 'book_room', arguments: { room: 'Oslo' } });
		const other = { ...session, sessionId: 'call-2' };
		expect(await open.tools.call(other, call)).toMatchObject({ outcome: 'rejected' });
		expect(server.calls).toEqual([]);
	});

	it('gives way to every other tool of the same name', async () => {
		server.serve({ send_email: {} });
		await begin();
		expect(await names()).toEqual(['office_send_email', 'query_database', 'send_email']);
	});

	it('asks for a yes where the session says so', async () => {
		await begin({ requiresConfirmation: ['book_room'] });
		expect(await book()).toMatchObject({ outcome: 'awaiting_confirmation' });
		const yes = { number: 2, userText: 'Yes, please.' };
		expect(await book({ turn: yes })).toMatchObject({ outcome: 'completed' });
		expect(server.calls).toEqual(['book_room']);
	});

	it('is called once per action, and as often as asked where it only reads', async () => {
		await begin({ readOnly: true });
		await book();
		await book();
		expect(server.calls).toEqual(['book_room', 'book_room']);
	});

	it('keeps the deadline of the session', async () => {
		server.serve({ book_room: { run: () => new Promise(() => undefined) } });
		await begin({ timeoutMs: 100 });
		expect(await book()).toMatchObject({ outcome: 'timed_out' });
	});

	it('is in the audit log under a name that no other server has', async () => {
		await begin();
		await book();
		expect(await open.database.selectFrom('tool_calls').selectAll().execute()).toEqual([
			expect.objectContaining({
				registration_id: 'mcp:call-1:office:book_room',
				outcome: 'completed',
			}),
		]);
	});

	it('is left when the session ends, after the call that is under way', async () => {
		let answer = () => {};
		const started = new Promise<void>((resolve) => {
			server.serve({
				book_room: {
					run: () =>
						new Promise((done) => {
							answer = () => done(text('booked'));
							resolve();
						}),
				},
			});
		});
		await begin();
		const booking = book();
		await started;
		open.tools.endSession(session.sessionId);
		expect(await names()).toEqual(['query_database', 'send_email']);
		answer();
		expect(await booking).toEqual({ outcome: 'completed', text: 'booked' });
		await server.left();
	});

	it('is named in a sentence without its token when it refuses', async () => {
		await begin({ bearerToken: 'another-token-that-nobody-may-see' });
		expect(await names()).toEqual(['query_database', 'send_email']);
		expect(open.warnings).toEqual([
			expect.stringMatching(/^The MCP server "office" refuses the bearerToken in the session's/),
		]);
		expect(open.warnings.join()).not.toContain('nobody-may-see');
	});

	it('is forgotten by a restart of the runtime', async () => {
		await begin();
		await open.restart();
		expect(await names()).toEqual(['query_database', 'send_email']);
	});
});
