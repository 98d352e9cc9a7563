import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a WebSocket handshake with an HTTP error and hangs up. */
export function refuseUpgrade(
	socket: Duplex,
	status: number,
	body: Record<string, unknown>,
	headers: Record<string, string> = {},
): void {
	const text = JSON.stringify(body);
	const lines = Object.entries({
		'content-type': 'application/json',
		'content-length': String(Buffer.byteLength(text)),
		connection: 'close',
		...headers,
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
}
