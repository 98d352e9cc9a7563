import { randomUUID } from 'node:crypto';
import { parseConfig, type Config } from '../src/config.ts';
import { createDelivery, type EventDelivery } from '../src/delivery/delivery.ts';
import { createExtract } from '../src/extraction/extract.ts';
import { createApp } from '../src/http/app.ts';
import { createChannelApp } from '../src/http/channel-app.ts';
import { listen } from '../src/http/listen.ts';
import type { ReadinessCheck } from '../src/http/routes/health.ts';
import { createRooms } from '../src/livekit/rooms.ts';
import { createWebhookReader } from '../src/livekit/webhooks.ts';
import { createCompleteJson } from '../src/providers/groq/complete-json.ts';
import { createSessions, type Sessions } from '../src/sessions/sessions.ts';
import { openDatabase, type Database } from '../src/store/open-database.ts';
import { createLogger } from '../src/telemetry/log.ts';
import { createMetrics, type Metrics } from '../src/telemetry/metrics.ts';
import { createOtlpReader } from '../src/telemetry/otlp-reader.ts';
import { createTools } from '../src/tools/create-tools.ts';
import type { Tools } from '../src/tools/tools.ts';
import { createTestDatabase } from './database.ts';
import { startLiveKitApi, type LiveKitApi } from './livekit-api.ts';

/** A complete environment of the service process; the LiveKit part is to be filled in. */
export const validEnvironment: Record<string, string> = {
	LIVEKIT_URL: 'wss://example.livekit.cloud',
	LIVEKIT_API_KEY: 'devkey',
	LIVEKIT_API_SECRET: 'secret-secret-secret-secret-secret-32',
	DEEPGRAM_API_KEY: 'deepgram-key',
	GROQ_API_KEY: 'groq-key',
	CARTESIA_API_KEY: 'cartesia-key',
	N8N_WEBHOOK_BASE_URL: 'https://n8n.example/webhook/',
	N8N_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
	RUNTIME_API_KEY: 'runtime-key-with-at-least-32-characters',
};

/** The service process without its worker: HTTP on a free port, a database of its own, LiveKit's server API in this process. */
export interface TestService {
	url: string;
	channelUrl: string;
	channelSecret: string;
	config: Config;
	liveKit: LiveKitApi;
	sessions: Sessions;
	tools: Tools;
	metrics: Metrics;
	/** Not started. */
	delivery: EventDelivery;
	database: Database;
	/** Milliseconds since the epoch; move it to let time pass. */
	clock: { now: number };
	/** Asks the API with the right key. */
	request(
		path: string,
		init?: { method?: string; body?: unknown; headers?: Record<string, string> },
	): Promise<Response>;
	/** Posts to the loopback channel as a call would. */
	report(sessionId: string, events: unknown[]): Promise<Response>;
	close(): Promise<void>;
}

export async function startTestService(
	options: {
		env?: Record<string, string>;
		readiness?: ReadinessCheck[];
		talkFolder?: string;
		full?: () => boolean;
		/** Of another replica, which closes it; default one of its own. */
		liveKit?: LiveKitApi;
	} = {},
): Promise<TestService> {
	const liveKit = options.liveKit ?? (await startLiveKitApi());
	const ownDatabase = await createTestDatabase();
	const config = parseConfig({
		...validEnvironment,
		LIVEKIT_URL: liveKit.url,
		DATABASE_URL: ownDatabase.url,
		...options.env,
	});
	const clock = { now: Date.now() };
	const now = () => clock.now;
	const logger = createLogger({ level: 'error', readable: false });
	const database = await openDatabase(config.databaseUrl);
	const rooms = createRooms(config.liveKit);
	const metrics = createMetrics({
		sessions: () => sessions.unfinished(),
		maxSessions: config.maxSessions,
		readers: config.otlp ? [await createOtlpReader(config.otlp)] : [],
		logger,
	});
	const tools = createTools({
		database,
		config,
		fetch,
		now,
		newId: randomUUID,
		logger,
		onCall: (sessionId, call) => sessions.recordToolCall(sessionId, call),
	});
	const delivery = createDelivery({
		database,
		config,
		fetch,
		now,
		newId: randomUUID,
		random: Math.random,
		logger,
	});
	const sessions = createSessions({
		database,
		rooms,
		delivery,
		extract: createExtract({ complete: createCompleteJson(config.groq, { fetch }), logger }),
		config,
		toolNames: () => tools.names(),
		unendedCalls: (sessionId, connection) => tools.unended(sessionId, connection),
		full: options.full ?? (() => false),
		onStarting: (session, mcpServers) => void tools.beginSession(session, mcpServers),
		onEvent: (event) => metrics.observe(event),
		onFinished: (sessionId) => tools.endSession(sessionId),
		now,
		newId: randomUUID,
		logger,
	});
	const channelSecret = 'channel-secret';
	const app = await listen(
		createApp({
			config,
			sessions,
			tools,
			delivery,
			readWebhook: createWebhookReader(config.liveKit),
			readiness: options.readiness ?? [],
			metrics,
			talkFolder: options.talkFolder,
			logger,
			now,
		}),
		{ host: '::', port: 0 },
	);
	const channel = await listen(
		createChannelApp({
			secret: channelSecret,
			agentName: config.agentName,
			sessions,
			tools,
			logger,
		}),
		{ host: '127.0.0.1', port: 0 },
	);
	const url = `http://localhost:${app.port}`;
	const channelUrl = `http://127.0.0.1:${channel.port}`;

	return {
		url,
		channelUrl,
		channelSecret,
		config,
		liveKit,
		sessions,
		tools,
		metrics,
		delivery,
		database,
		clock,
		request: (path, { method = 'GET', body, headers = {} } = {}) =>
			fetch(`${url}${path}`, {
				method,
				headers: { authorization: `Bearer ${config.apiKey}`, ...headers },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
		report: (sessionId, events) =>
			fetch(`${channelUrl}/calls/${sessionId}/events`, {
				method: 'POST',
				headers: { authorization: `Bearer ${channelSecret}` },
				body: JSON.stringify({ events }),
			}),
		close: async () => {
			const servers = [app, channel];
			for (const server of servers) server.cut();
			await Promise.all(servers.map((server) => server.stop()));
			await metrics.close();
			await tools.close();
			await database.destroy();
			if (!options.liveKit) await liveKit.close();
			await ownDatabase.remove();
		},
	};
}
