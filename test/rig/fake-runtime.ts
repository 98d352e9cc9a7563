import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventSubscription } from '../../contract/delivery';
import type { ToolRegistration } from '../../contract/tool';
import { createFakeSessions } from './fake-sessions';

export interface ReceivedRequest {
	method: string;
	path: string;
	authorization: string | undefined;
	body: unknown;
}

export interface FakeRuntime {
	url: string;
	apiKey: string;
	/** Registration id + slot → what the trigger said. */
	tools: Map<string, ToolRegistration>;
	/** The sessions that exist. */
	sessions: ReturnType<typeof createFakeSessions>;
	/** The same of Voice Agent Event Triggers. */
	subscriptions: Map<string, EventSubscription>;
	requests: ReceivedRequest[];
	/** Answers the next request with this instead. */
	failNext(status: number, body: unknown): void;
	close(): Promise<void>;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** An HTTP server with the runtime's routes that the package uses, kept in memory. */
export async function startFakeRuntime(): Promise<FakeRuntime> {
	const apiKey = 'k'.repeat(32);
	const tools = new Map<string, ToolRegistration>();
	const sessions = createFakeSessions();
	const subscriptions = new Map<string, EventSubscription>();
	const requests: ReceivedRequest[] = [];
	const failures: { status: number; body: unknown }[] = [];

	const route = (method: string, url: URL, body: unknown): { status: number; body?: unknown } => {
		const failure = failures.shift();
		if (failure) return failure;
		const notFound = {
			status: 404,
			body: { error: { code: 'not_found', message: 'No such tool.', retryable: false } },
		};
		const [, kind, registrationId] =
			/^\/v1\/(tools|event-subscriptions)\/([\w%-]+)$/.exec(url.pathname) ?? [];
		if (registrationId !== undefined) {
			const known = (kind === 'tools' ? tools : subscriptions) as Map<string, { slot: string }>;
			if (method === 'PUT') {
				const registration = body as { slot: string };
				known.set(`${registrationId} ${registration.slot}`, registration);
				return { status: 200, body: { ...registration, registrationId } };
			}
			const key = `${registrationId} ${url.searchParams.get('slot') ?? ''}`;
			const found = known.get(key);
			if (!found) return notFound;
			if (method === 'GET') return { status: 200, body: { ...found, registrationId } };
			known.delete(key);
			return { status: 204 };
		}
		if (url.pathname === '/v1/tools') {
			const list = [...tools].map(([key, tool]) => ({
				registrationId: key.split(' ')[0],
				state: { status: 'ready' },
				...tool,
			}));
			return { status: 200, body: { tools: list } };
		}
		if (url.pathname === '/v1/sessions' && method === 'POST') {
			const sessionId = (body as { sessionId?: string }).sessionId ?? 'made-up';
			return { status: 201, body: { sessionId, room: `meeting_${sessionId}` } };
		}
		if (/^\/v1\/(tool-results|session-waits)\//.test(url.pathname)) return { status: 204 };
		return sessions.answer(method, url) ?? notFound;
	};

	const server = createServer((request, response) => {
		void readBody(request).then((bytes) => {
			if (request.method === 'POST' && bytes.length === 0) return response.writeHead(400).end();
			const url = new URL(request.url ?? '/', 'http://runtime');
			const body: unknown = bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined;
			const { method = '' } = request;
			const { authorization } = request.headers;
			requests.push({ method, path: `${url.pathname}${url.search}`, authorization, body });
			const late = url.pathname.startsWith('/v1/tool-results/');
			const known = late || authorization === `Bearer ${apiKey}`;
			const answer = known
				? route(method, url, body)
				: {
						status: 401,
						body: {
							error: { code: 'unauthorized', message: 'The API key is wrong.', retryable: false },
						},
					};
			response.writeHead(answer.status, { 'content-type': 'application/json' });
			response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		apiKey,
		tools,
		sessions,
		subscriptions,
		requests,
		failNext: (status, body) => failures.push({ status, body }),
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
