import { createServer as createPlainServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request as it arrived. */
export interface OutsideRequest {
	method: string;
	/** With the query. */
	path: string;
	host: string;
	authorization: string | undefined;
	/** JSON as its value, a form as an object, anything else as text. */
	body: unknown;
}

/** What it answers: text as text/plain, everything else as JSON. */
export type OutsideAnswer = (request: OutsideRequest) => unknown;

/** A service of somebody else's that workflows ask over HTTP. */
export interface OutsideService {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** Everything that it was asked, the oldest first. */
	requests: OutsideRequest[];
	close(): Promise<void>;
}

/** @param options - `tls`: key and certificate of a service that is reached by https. */
export async function startOutsideService(
	answer: OutsideAnswer,
	{ tls }: { tls?: { key: string; cert: string } } = {},
): Promise<OutsideService> {
	const requests: OutsideRequest[] = [];
	const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
		const request = await readRequest(incoming);
		requests.push(request);
		try {
			const given = await answer(request);
			const isText = typeof given === 'string';
			response.setHeader('content-type', isText ? 'text/plain' : 'application/json');
			response.end(isText ? given : JSON.stringify(given ?? {}));
		} catch {
			response.writeHead(500).end();
		}
	};
	const listener = (incoming: IncomingMessage, response: ServerResponse) =>
		void respond(incoming, response);
	const server = tls ? createSecureServer(tls, listener) : createPlainServer(listener);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		requests,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function readRequest(incoming: IncomingMessage): Promise<OutsideRequest> {
	const text = (await buffer(incoming)).toString('utf8');
	const { method = '', url: path = '', headers } = incoming;
	const { host = '', authorization } = headers;
	return { method, path, host, authorization, body: parse(text, headers['content-type'] ?? '') };
}

function parse(text: string, contentType: string): unknown {
	// n8n's nodes name the type of a GET without a body, too.
	if (contentType.includes('json') && text !== '') return JSON.parse(text);
	if (contentType.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(text));
	return text;
}
