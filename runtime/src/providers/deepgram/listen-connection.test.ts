import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { openListenConnection } from './listen-connection.ts';

describe('a stream that was asked for its last transcript', () => {
	let server: WebSocketServer;
	beforeEach(async () => {
		server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
		await once(server, 'listening');
	});
	afterEach(() => {
		for (const socket of server.clients) socket.terminate();
		server.close();
	});

	/** @param answer - What the recogniser does when it is asked. */
	async function finish(answer: (socket: WebSocket) => void): Promise<void> {
		server.on('connection', (socket) => socket.on('message', () => answer(socket)));
		const connection = await openListenConnection({
			url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
			apiKey: 'key',
			signal: new AbortController().signal,
			onMessage: () => undefined,
		});
		connection.finish();
		await connection.closed;
	}

	it('ends when it is closed as usual', async () => {
		await expect(finish((socket) => socket.close(1000))).resolves.toBeUndefined();
	});

	it('fails when it breaks, because the transcript may be missing', async () => {
		await expect(finish((socket) => socket.terminate())).rejects.toThrow('closed the stream');
	});

	it('fails when it is closed with an error', async () => {
		await expect(finish((socket) => socket.close(1011, 'NET-0000'))).rejects.toThrow('1011');
	});

	it('fails when nothing comes', async () => {
		await expect(finish(() => undefined)).rejects.toThrow('does not finish');
	});
});
