import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the service process gets it. */
export interface ChannelRequest {
	method: string | undefined;
	path: string | undefined;
	authorization: string | undefined;
	body: unknown;
}

/** What it answers: a status and a JSON body, or a socket cut without an answer. */
export type ChannelAnswer = { status: number; body?: unknown; delayMs?: number } | 'cut';

/** A loopback server in the place of the service process. */
export async function startChannelServer(answer: (request: ChannelRequest) => ChannelAnswer) {
	const requests: ChannelRequest[] = [];
	const server = createServer((incoming, response) => {
		const parts: Buffer[] = [];
		incoming.on('data', (part: Buffer) => parts.push(part));
		incoming.on('end', () => {
			const text = Buffer.concat(parts).toString();
			const request: ChannelRequest = {
				method: incoming.method,
				path: incoming.url,
				authorization: incoming.headers.authorization,
				body: text === '' ? undefined : JSON.parse(text),
			};
			requests.push(request);
			const reply = answer(request);
			if (reply === 'cut') {
				incoming.socket.destroy();
				return;
			}
			setTimeout(() => {
				response.writeHead(reply.status, { 'content-type': 'application/json' });
				response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
			}, reply.delayMs ?? 0);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
