import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One POST as it arrived. */
export interface ReceivedCall {
	path: string;
	headers: IncomingHttpHeaders;
	raw: Buffer;
	body: Record<string, unknown>;
}

export type Answer = (call: ReceivedCall, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server in the place of n8n, which keeps what it received and answers as told. */
export interface WebhookServer {
	/** `http://127.0.0.1:<port>` */
	origin: string;
	received: ReceivedCall[];
	/** Connections that were opened. */
	connections: () => number;
	answer(next: Answer): void;
	close(): Promise<void>;
}

export const json =
	(body: unknown, status = 200): Answer =>
	(_call, response) => {
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	};

/** @param port - 0 for any free one. */
export async function startWebhookServer(port = 0): Promise<WebhookServer> {
	let answer: Answer = json({ status: 'COMPLETED', result: 'ok' });
	const received: ReceivedCall[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => void receive(request, response));
	async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const raw = Buffer.concat(chunks);
		const call: ReceivedCall = {
			path: request.url ?? '',
			headers: request.headers,
			raw,
			body: JSON.parse(raw.toString()) as Record<string, unknown>,
		};
		received.push(call);
		await answer(call, response);
	}
	server.on('connection', (socket) => sockets.add(socket));
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received,
		connections: () => sockets.size,
		answer(next) {
			answer = next;
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
