import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Body = Record<string, unknown>;
export type Answer = (response: ServerResponse, body: Body) => void | Promise<void>;

/** A server that speaks Groq's protocol; each request takes the next answer, the last one stays. */
export async function startGroq(...answers: Answer[]) {
	const bodies: Body[] = [];
	const sockets = new Set<Socket>();
	const server: Server = createServer((request: IncomingMessage, response) => {
		sockets.add(request.socket);
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			if (request.method === 'GET') {
				void json(200, { object: 'list', data: [] })(response, {});
				return;
			}
			const body = JSON.parse(Buffer.concat(parts).toString()) as Body;
			bodies.push(body);
			const answer = answers[Math.min(bodies.length, answers.length) - 1];
			void answer?.(response, body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		bodies,
		sockets,
		server,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

export const chunk = (delta: Body, more: Body = {}, finish: string | null = null): Body => ({
	id: 'chatcmpl-1',
	object: 'chat.completion.chunk',
	created: 1,
	model: 'openai/gpt-oss-20b',
	choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
	...more,
});
export const usage = {
	x_groq: { id: 'req_1', usage: { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27 } },
};
export const toolCall = (index: number, name: string, args: string): Body => ({
	tool_calls: [{ index, id: `fc_${index}`, type: 'function', function: { name, arguments: args } }],
});

export const stream =
	(...events: (Body | { error: Body })[]): Answer =>
	(response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const event of events) {
			if ('error' in event) response.write('event: error\n');
			response.write(`data: ${JSON.stringify(event)}\n\n`);
		}
		if (!events.some((event) => 'error' in event)) response.write('data: [DONE]\n\n');
		response.end();
	};
export const text = (words: string): Answer =>
	stream(chunk({ role: 'assistant', content: words }), chunk({}, usage, 'stop'));
export const json =
	(status: number, body: Body, headers: Record<string, string> = {}): Answer =>
	(response) => {
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(JSON.stringify(body));
	};
