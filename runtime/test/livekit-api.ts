import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TokenVerifier } from 'livekit-server-sdk';

/** A request that reached the server API. */
export interface ApiRequest {
	/** For example `CreateRoom`. */
	method: string;
	body: Record<string, unknown>;
}

/** The server API of LiveKit (Twirp over HTTP) as far as the runtime uses it, with real token checks. */
export interface LiveKitApi {
	url: string;
	apiKey: string;
	apiSecret: string;
	requests: ApiRequest[];
	/** Names of the rooms that exist. */
	rooms: Set<string>;
	/** Whether an agent is in every room. */
	agentPresent: boolean;
	/** Who else is in every room. */
	callers: string[];
	/** Set to answer everything with this HTTP status. */
	fail: number | undefined;
	close(): Promise<void>;
}

export async function startLiveKitApi(): Promise<LiveKitApi> {
	const apiKey = 'devkey';
	const apiSecret = 'secret-secret-secret-secret-secret-32';
	const verifier = new TokenVerifier(apiKey, apiSecret);
	const rooms = new Set<string>();
	const requests: ApiRequest[] = [];

	const answer = (method: string, body: Record<string, unknown>): [number, unknown] => {
		const named = body.name ?? body.room;
		const room = typeof named === 'string' ? named : '';
		switch (method) {
			case 'CreateRoom':
				rooms.add(room);
				return [200, { name: room }];
			case 'DeleteRoom':
				if (!rooms.delete(room)) return [404, { code: 'not_found', msg: 'room does not exist' }];
				return [200, {}];
			case 'ListParticipants': {
				const agents = api.agentPresent ? [{ identity: 'agent-1', kind: 'AGENT' }] : [];
				const callers = api.callers.map((identity) => ({ identity }));
				return [200, { participants: [...agents, ...callers] }];
			}
			default:
				return [200, {}];
		}
	};

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			void (async () => {
				let [status, result]: [number, unknown] = [401, { code: 'unauthenticated', msg: 'no' }];
				const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
				const known = await verifier.verify(token).then(
					() => true,
					() => false,
				);
				if (known) {
					const method = request.url?.split('/').at(-1) ?? '';
					const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
					requests.push({ method, body });
					[status, result] = api.fail
						? [api.fail, { code: 'unavailable', msg: 'down' }]
						: answer(method, body);
				}
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(result));
			})();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const api: LiveKitApi = {
		url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
		apiKey,
		apiSecret,
		requests,
		rooms,
		agentPresent: true,
		callers: ['user'],
		fail: undefined,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return api;
}
