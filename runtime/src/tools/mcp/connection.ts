import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
	StreamableHTTPClientTransport,
	StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '../../config/mcp-servers.ts';
import { neverArrived } from '../network-failure.ts';

const CLIENT = { name: 'livekit-voice-agent', version: '1.0.0' };
const CONNECT_TIMEOUT_MS = 5000;
/** The server has refused the message; one whose session it has forgotten answers so, too. */
const REFUSED = new Set([400, 401, 403, 404]);

/** Whether a request surely did not run. */
export const neverRan = (error: unknown): boolean =>
	error instanceof StreamableHTTPError
		? error.code !== undefined && REFUSED.has(error.code)
		: neverArrived(error);

/** A connection that is made when it is first needed, stays open, and is made again when the server has lost it. */
export interface McpConnection {
	/** Sends again, on a new connection, only what surely did not run. */
	use<Result>(request: (client: Client) => Promise<Result>): Promise<Result>;
	close(): Promise<void>;
}

interface Open {
	client: Client;
	transport: StreamableHTTPClientTransport;
}

export function createMcpConnection(options: {
	server: Pick<McpServer, 'url' | 'bearerToken'>;
	fetch: typeof fetch;
	onToolsChanged: () => void;
}): McpConnection {
	const { server, fetch, onToolsChanged } = options;
	let current: Promise<Open> | undefined;

	async function connect(): Promise<Open> {
		const client = new Client(CLIENT);
		client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
		const transport = new StreamableHTTPClientTransport(new URL(server.url), {
			fetch,
			requestInit: {
				headers: server.bearerToken ? { authorization: `Bearer ${server.bearerToken}` } : {},
			},
		});
		await client.connect(transport, { timeout: CONNECT_TIMEOUT_MS });
		return { client, transport };
	}

	function open(): Promise<Open> {
		const connecting = (current ??= connect());
		connecting.catch(() => forget(connecting));
		return connecting;
	}

	function forget(connection: Promise<Open>): void {
		if (current === connection) current = undefined;
	}

	return {
		async use(request) {
			const reused = current;
			const { client } = await open();
			try {
				return await request(client);
			} catch (error) {
				if (!reused || !neverRan(error)) throw error;
				forget(reused);
				await client.close();
				return request((await open()).client);
			}
		},

		async close() {
			const last = await current?.catch(() => undefined);
			current = undefined;
			await last?.transport.terminateSession().catch(() => undefined);
			await last?.client.close();
		},
	};
}
