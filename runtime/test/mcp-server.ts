import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
	CallToolRequestSchema,
	isInitializeRequest,
	ListToolsRequestSchema,
	type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';

/** A tool of the server; `room` is its one argument. */
export interface ServedTool {
	description?: string;
	readOnly?: boolean;
	run?: (room: string) => CallToolResult | Promise<CallToolResult>;
}

/** A real MCP server on loopback, made with the SDK's own classes. */
export interface RunningMcpServer {
	url: string;
	port: number;
	/** How often each tool ran. */
	calls: string[];
	/** How many clients have introduced themselves. */
	introductions: () => number;
	/** Changes the list and tells every client. */
	serve(tools: Record<string, ServedTool>): void;
	/** Answers the next message of a client with this status. */
	refuseNext(status: number): void;
	/** Resolves when a client has said goodbye. */
	left(): Promise<unknown>;
	/** Forgets every client, as a restart does. */
	forgetSessions(): void;
	close(): Promise<void>;
}

export const text = (value: string): CallToolResult => ({
	content: [{ type: 'text', text: value }],
});

/** @param options - `port` 0 for any free one; with a token, whoever has another is refused. */
export async function startMcpServer(
	tools: Record<string, ServedTool>,
	options: { port?: number; token?: string } = {},
): Promise<RunningMcpServer> {
	let served = tools;
	let introductions = 0;
	let refusal: number | undefined;
	const calls: string[] = [];
	const goodbye = Promise.withResolvers<unknown>();
	const sockets = new Set<Socket>();
	const sessions = new Map<
		string,
		{ server: McpServer; transport: StreamableHTTPServerTransport }
	>();

	function createSession(): StreamableHTTPServerTransport {
		const server = new McpServer(
			{ name: 'office', version: '1.0.0' },
			{ capabilities: { tools: { listChanged: true } } },
		);
		server.server.setRequestHandler(ListToolsRequestSchema, () => ({
			tools: Object.entries(served).map(([name, { description, readOnly }]) => ({
				name,
				description: description ?? `Does ${name}.`,
				inputSchema: {
					type: 'object' as const,
					properties: { room: { type: 'string' } },
					required: ['room'],
				},
				annotations: { readOnlyHint: readOnly === true },
			})),
		}));
		server.server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
			calls.push(params.name);
			const room = String(params.arguments?.room);
			return (await served[params.name]?.run?.(room)) ?? text(`${params.name} ${room}`);
		});
		const transport = new StreamableHTTPServerTransport({
			sessionIdGenerator: randomUUID,
			onsessioninitialized: (id) => void sessions.set(id, { server, transport }),
		});
		void server.connect(transport);
		return transport;
	}

	const http = createServer((request, response) => {
		void (async () => {
			if (options.token && request.headers.authorization !== `Bearer ${options.token}`) {
				response.writeHead(403).end();
				return;
			}
			if (request.method === 'POST' && refusal !== undefined) {
				response.writeHead(refusal).end();
				refusal = undefined;
				return;
			}
			const body = request.method === 'POST' ? await readJson(request) : undefined;
			const known = sessions.get(String(request.headers['mcp-session-id']))?.transport;
			if (isInitializeRequest(body)) introductions++;
			if (request.method === 'DELETE') goodbye.resolve(undefined);
			const transport = known ?? (isInitializeRequest(body) ? createSession() : undefined);
			if (transport) await transport.handleRequest(request, response, body);
			else response.writeHead(404).end('Session not found');
		})();
	});
	http.on('connection', (socket) => sockets.add(socket));
	await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
	const { port } = http.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/mcp/office`,
		port,
		calls,
		introductions: () => introductions,
		serve(next) {
			served = next;
			for (const { server } of sessions.values()) server.sendToolListChanged();
		},
		refuseNext(status) {
			refusal = status;
		},
		left: () => goodbye.promise,
		forgetSessions() {
			for (const { transport } of sessions.values()) void transport.close();
			sessions.clear();
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => http.close(resolve));
		},
	};
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
}
