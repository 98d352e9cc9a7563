import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseSecrets, signMessage } from '../../contract/signature';
import type { ToolCallRequest } from '../../contract/tool-call';
import { readBody } from './fake-runtime';
import type { WorkflowRig } from './workflow';

export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export interface ToolCallOptions {
	body?: object | string;
	secret?: string;
	/** Milliseconds added to the clock of whoever signs. */
	clockOffsetMs?: number;
	/** Changes the signed request on its way. */
	tamper?: (request: { headers: Record<string, string>; body: string }) => void;
}

export interface WebhookServer {
	url: string;
	/** Whose webhook it is; set before the first request. */
	serve(rig: WorkflowRig): void;
	/** Signs a message as the runtime does and sends it. */
	send(options: ToolCallOptions): Promise<{ status: number; body: unknown }>;
	/** Of the last answer. */
	headers(): Headers;
	close(): Promise<void>;
}

/** A tool call as the runtime makes it; the fields that a test is about are given. */
export const toolCall = (fields: Partial<ToolCallRequest> = {}): ToolCallRequest => ({
	type: 'tool.call',
	callId: randomUUID(),
	tool: 'send_email',
	arguments: { to: 'maria@example.com' },
	session: {
		sessionId: 's1',
		room: 'meeting_s1',
		agentName: 'voice-assistant',
		variables: {},
		participant: { identity: 'user_s1', name: '', metadata: '' },
	},
	deadline: new Date(Date.now() + 30_000).toISOString(),
	replyTo: { url: 'http://127.0.0.1:9/v1/tool-results/x', token: 'one-time' },
	...fields,
});

/** Triggers refuse what was signed in the second in which their process began, in which n8n is never ready. */
const BOOT_MS = 1000;

/** n8n's webhook port: reads the raw body, parses JSON, hands both to the workflow. */
export async function startWebhookServer(): Promise<WebhookServer> {
	let rig: WorkflowRig | undefined;
	let headers = new Headers();
	const server = createServer((request, response) => {
		void (async () => {
			const rawBody = await readBody(request);
			let body: unknown;
			try {
				body = JSON.parse(rawBody.toString('utf8'));
			} catch {
				response.writeHead(422).end();
				return;
			}
			Object.assign(request, { rawBody, body, params: {}, query: {} });
			await rig?.receive(request as never, response);
		})().catch((error: unknown) => response.writeHead(599).end(JSON.stringify(String(error))));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await sleep(Math.max(0, BOOT_MS - performance.now()));
	return {
		url,
		serve: (workflow) => (rig = workflow),
		async send({ body = toolCall(), secret = SIGNING_SECRET, clockOffsetMs = 0, tamper }) {
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			const id = (body as { callId?: string }).callId ?? 'msg_1';
			const signed = signMessage(
				parseSecrets(secret),
				id,
				Buffer.from(text),
				Date.now() + clockOffsetMs,
			);
			const message = { headers: { ...signed, 'content-type': 'application/json' }, body: text };
			tamper?.(message);
			const response = await fetch(`${url}/webhook/id/voice-agent-tool`, {
				method: 'POST',
				...message,
			});
			({ headers } = response);
			const answer = await response.text();
			return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer) };
		},
		headers: () => headers,
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
