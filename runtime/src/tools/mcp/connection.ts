import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
	StreamableHTTPClientTransport,
	StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '../../config/mcp-servers.ts';
import { sameOriginFetch } from './same-origin-fetch.ts';
import { neverArrived } from '../../n8n/network-failure.ts';

const CLIENT = { name: 'livekit-voice-agent', version: '1.0.0' };
const CONNECT_TIMEOUT_MS = 5000;
/** The server learns that its client leaves, if it listens. */
const GOODBYE_TIMEOUT_MS = 1000;
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
	/** Closes it as soon as nothing is under way; does not wait for that. */
	close(): Promise<void>;
}

interface Open {
	client: Client;
	transport: StreamableHTTPClientTransport;
	/** Requests under way; a connection that is given up is closed after the last one. */
	requests: number;
	givenUp: boolean;
}

export function createMcpConnection(options: {
	server: Pick<McpServer, 'url' | 'bearerToken'>;
	fetch: typeof fetch;
	onToolsChanged: () => void;
}): McpConnection {
	const { server, onToolsChanged } = options;
	let current: Promise<Open> | undefined;

	async function connect(): Promise<Open> {
		const client = new Client(CLIENT);
		client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
		const transport = new StreamableHTTPClientTransport(new URL(server.url), {
			fetch: sameOriginFetch(options.fetch),
			requestInit: {
				headers: server.bearerToken ? { authorization: `Bearer ${server.bearerToken}` } : {},
			},
		});
		await client.connect(transport, { timeout: CONNECT_TIMEOUT_MS });
		return { client, transport, requests: 0, givenUp: false };
	}

	function open(): Promise<Open> {
		const connecting = (current ??= connect());
		connecting.catch(() => forget(connecting));
		return connecting;
	}

	function forget(connection: Promise<Open>): void {
		if (current === connection) current = undefined;
	}

	async function send<Result>(
		connection: Open,
		request: (client: Client) => Promise<Result>,
	): Promise<Result> {
		connection.requests++;
		try {
			return await request(connection.client);
		} finally {
			connection.requests--;
			await closeWhenIdle(connection);
		}
	}

	async function giveUp(connecting: Promise<Open>, connection: Open): Promise<void> {
		forget(connecting);
		connection.givenUp = true;
		await closeWhenIdle(connection);
	}

	return {
		async use(request) {
			const reused = current;
			const connection = await open();
			try {
				return await send(connection, request);
			} catch (error) {
				if (!reused || !neverRan(error)) throw error;
				await giveUp(reused, connection);
				return send(await open(), request);
			}
		},

		async close() {
			const connecting = current;
			const last = await connecting?.catch(() => undefined);
			if (connecting && last) await giveUp(connecting, last);
		},
	};
}

async function closeWhenIdle({ client, transport, requests, givenUp }: Open): Promise<void> {
	if (!givenUp || requests > 0) return;
	const goodbye = transport.terminateSession().catch(() => undefined);
	await Promise.race([goodbye, sleep(GOODBYE_TIMEOUT_MS, undefined, { ref: false })]);
	await client.close();
}
