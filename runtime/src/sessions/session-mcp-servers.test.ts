import { readFile } from 'node:fs/promises';
import type { ErrorBody } from '../../../contract/error.ts';
import { startMcpServer, type RunningMcpServer } from '../../test/mcp-server.ts';
import { startTestService, type TestService } from '../../test/service.ts';

const TOKEN = 'a-token-that-nobody-may-see';

let server: RunningMcpServer;
let service: TestService;
beforeEach(async () => {
	server = await startMcpServer({ find_room: { readOnly: true } }, { token: TOKEN });
	service = await startTestService();
});
afterEach(async () => {
	await service.close();
	await server.close();
});

const start = (changes: object = {}, sessionId = 'one') =>
	service.request('/v1/sessions', {
		method: 'POST',
		body: {
			sessionId,
			mcpServers: [{ name: 'office', url: server.url, bearerToken: TOKEN, ...changes }],
		},
	});
const offered = async (sessionId: string): Promise<string[]> => {
	const response = await fetch(`${service.channelUrl}/calls/${sessionId}/tools`, {
		headers: { authorization: `Bearer ${service.channelSecret}` },
	});
	return ((await response.json()) as { tools: { name: string }[] }).tools.map(({ name }) => name);
};

describe('a session with MCP servers of its own', () => {
	it('offers their tools to its call alone', async () => {
		expect((await start()).status).toBe(201);
		await service.sessions.start({ sessionId: 'two' });
		expect(await offered('one')).toContain('find_room');
		expect(await offered('two')).not.toContain('find_room');
	});

	it('writes their tokens down nowhere and tells them to nobody', async () => {
		const answer = await (await start()).text();
		const record = await (await service.request('/v1/sessions/one')).text();
		const events: unknown[] = [];
		(await service.sessions.follow('one', 0, (event) => events.push(event))).stop();
		const path = service.config.databaseUrl.replace('file:', '');
		const database = await Promise.all(
			[path, `${path}-wal`].map((file) => readFile(file, 'latin1')),
		);

		expect(database.join()).toContain('"office"');
		for (const told of [
			answer,
			record,
			JSON.stringify(events),
			JSON.stringify(service.liveKit.requests),
			...database,
		]) {
			expect(told).not.toContain(TOKEN);
		}
	});

	it('says goodbye to them when it ends', async () => {
		await start();
		await offered('one');
		await service.sessions.end('one', {});
		await server.left();
		expect(await offered('one')).not.toContain('find_room');
	});

	it('says goodbye to them when it could not be started', async () => {
		service.liveKit.fail = 503;
		expect((await start()).status).toBe(503);
		service.liveKit.fail = undefined;
		await service.sessions.start({ sessionId: 'one' });
		expect(await offered('one')).not.toContain('find_room');
	});

	it.each([
		['a file', { url: 'file:///etc/passwd' }, 'mcpServers.0.url'],
		['no URL', { url: 'office' }, 'mcpServers.0.url'],
		[
			'a user name in the URL',
			{ url: 'https://ada:secret@office.example/mcp' },
			'mcpServers.0.url',
		],
		['a token of two lines', { bearerToken: 'secret\nsecret' }, 'mcpServers.0.bearerToken'],
		['a name that no tool can have', { name: 'my office' }, 'mcpServers.0.name'],
		['an unknown field', { tokn: 'secret' }, 'mcpServers.0.tokn'],
	])('refuses %s by the name of the field and not its value', async (_, changes, field) => {
		const response = await start(changes);
		expect(response.status).toBe(400);
		const { error } = (await response.json()) as ErrorBody;
		expect(error.details?.map((detail) => detail.field)).toEqual([field]);
		expect(JSON.stringify(error)).not.toMatch(/secret|passwd/);
	});

	it('refuses two servers of one name', async () => {
		const office = { name: 'office', url: server.url };
		const response = await service.request('/v1/sessions', {
			method: 'POST',
			body: { mcpServers: [office, office] },
		});
		expect(((await response.json()) as ErrorBody).error.details).toEqual([
			{ field: 'mcpServers.1.name', problem: 'is used twice' },
		]);
	});
});
