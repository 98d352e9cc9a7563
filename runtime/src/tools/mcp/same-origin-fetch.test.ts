import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sameOriginFetch } from './same-origin-fetch.ts';

const guarded = sameOriginFetch(fetch);
const cleanUp: (() => void)[] = [];
afterEach(() => {
	for (const clean of cleanUp.splice(0)) clean();
});

/** Redirects to what `location` says, once; then it answers with the method and the body that it got. */
async function serve(status: number, location?: (origin: string) => string) {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		const origin = `http://${request.headers.host ?? ''}`;
		if (location && requests.length === 1) {
			response.writeHead(status, { location: location(origin) }).end();
			return;
		}
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => response.end(`${request.method} ${Buffer.concat(parts).toString()}`));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	cleanUp.push(() => {
		server.closeAllConnections();
		server.close();
	});
	return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const post = (url: string) =>
	guarded(url, { method: 'POST', body: '{}', headers: { authorization: 'Bearer token' } });

describe('a fetch that stays at its origin', () => {
	it('follows a redirect there with the same method and body', async () => {
		const { origin } = await serve(308, () => '/mcp/');
		expect(await (await post(`${origin}/mcp`)).text()).toBe('POST {}');
	});

	it.each([301, 302, 303])('does not turn a call into a GET as %i would', async (status) => {
		const { origin } = await serve(status, () => '/mcp/');
		await expect(post(`${origin}/mcp`)).rejects.toThrow('redirects elsewhere');
		expect(await (await guarded(`${origin}/mcp`)).text()).toBe('GET ');
	});

	it('sends nothing to another origin', async () => {
		const other = await serve(200);
		const { origin } = await serve(307, () => `${other.origin}/mcp`);
		await expect(post(`${origin}/mcp`)).rejects.toThrow('redirects elsewhere');
		expect(other.requests).toEqual([]);
	});

	it('does not follow a circle for ever', async () => {
		const server = createServer((_request, response) => {
			response.writeHead(307, { location: '/mcp' }).end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		cleanUp.push(() => server.close());
		const { port } = server.address() as AddressInfo;
		await expect(post(`http://127.0.0.1:${port}/mcp`)).rejects.toThrow('redirects elsewhere');
	});
});
