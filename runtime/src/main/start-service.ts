import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createAgentServer } from '../call/agent-server.ts';
import type { Config } from '../config.ts';
import { createDelivery } from '../delivery/delivery.ts';
import { createExtract } from '../extraction/extract.ts';
import { createApp } from '../http/app.ts';
import { createChannelApp } from '../http/channel-app.ts';
import { listen } from '../http/listen.ts';
import { createRooms } from '../livekit/rooms.ts';
import { createWebhookReader } from '../livekit/webhooks.ts';
import { createCompleteJson } from '../providers/groq/complete-json.ts';
import { createSessions } from '../sessions/sessions.ts';
import { checkWritable } from '../store/check-writable.ts';
import { openDatabase } from '../store/open-database.ts';
import type { Logger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createOtlpReader } from '../telemetry/otlp-reader.ts';
import { createTools } from '../tools/create-tools.ts';
import { checkSurroundings } from './check-surroundings.ts';
import { speakLateResult } from './speak-late-result.ts';

/** How long running calls may go on after the first signal. */
const DRAIN_LIMIT_MS = 600_000;
/** For answers that are on their way; event streams are cut then. */
const LAST_ANSWERS_MS = 2000;

/** The running service process. */
export interface RuntimeService {
	port: number;
	/** Refuses new sessions, lets calls end, and closes everything. */
	stop(): Promise<void>;
}

/**
 * Puts the service process together and starts it.
 *
 * @param options - `env` is what call processes inherit; the loopback channel is added to it.
 * `files`: Paths of the program of a call process, and of the talk page's build, which may be missing.
 * @throws VoiceAgentError or an AggregateError of them when it cannot run; nothing is left open then.
 */
export async function startService(options: {
	config: Config;
	env: Record<string, string | undefined>;
	files: { callProgram: string; talkFolder: string };
	fetch: typeof fetch;
	now: () => number;
	logger: Logger;
}): Promise<RuntimeService> {
	const { config, files, logger, now } = options;
	const closing = new AsyncDisposableStack();
	try {
		const rooms = createRooms(config.liveKit);
		await checkSurroundings(config, { rooms, fetch: options.fetch, logger });

		const database = await openDatabase(config.databaseUrl);
		closing.defer(() => database.destroy());

		const metrics = createMetrics({
			sessions: () => sessions.unfinished(),
			maxSessions: config.maxSessions,
			readers: config.otlp ? [await createOtlpReader(config.otlp)] : [],
			logger,
		});
		closing.defer(() => metrics.close());

		const tools = createTools({
			database,
			config,
			fetch: options.fetch,
			now,
			newId: randomUUID,
			logger,
			onCall: (sessionId, call) => sessions.recordToolCall(sessionId, call),
			onLateResult: (late) => speakLateResult(late, sessions, logger),
			onProgress: ({ sessionId, callId, text }) =>
				sessions.updateTool(sessionId, { type: 'tool_progress', callId, text }),
		});
		closing.defer(() => tools.close());
		const delivery = createDelivery({
			database,
			config,
			fetch: options.fetch,
			now,
			newId: randomUUID,
			random: Math.random,
			logger,
		});
		const sessions = createSessions({
			database,
			rooms,
			delivery,
			extract: createExtract({ complete: createCompleteJson(config.groq, options), logger }),
			config,
			toolNames: () => tools.names(),
			unendedCalls: (sessionId, connection) => tools.unended(sessionId, connection),
			full: () => agentServer.full(),
			onStarting: (session, mcpServers) => void tools.beginSession(session, mcpServers),
			onEvent: (event) => metrics.observe(event),
			onFinished: (sessionId) => tools.endSession(sessionId),
			now,
			newId: randomUUID,
			logger,
		});

		await sessions.recover();
		closing.defer(delivery.start());

		const secret = randomBytes(32).toString('base64url');
		const channel = await listen(
			createChannelApp({ secret, agentName: config.agentName, sessions, tools, logger }),
			{ host: '127.0.0.1', port: 0 },
		);
		closing.defer(() => close(channel));
		const agentServer = createAgentServer({
			config,
			callProgram: files.callProgram,
			channel: { url: `http://127.0.0.1:${channel.port}`, secret },
			env: options.env,
			logger,
		});

		let stopping = false;
		const app = await listen(
			createApp({
				config,
				sessions,
				tools,
				delivery,
				readWebhook: createWebhookReader(config.liveKit),
				readiness: [
					() => (stopping ? 'The runtime is stopping.' : undefined),
					() => (agentServer.registered() ? undefined : 'The worker is not connected to LiveKit.'),
					() => checkWritable(database),
				],
				metrics,
				talkFolder: existsSync(join(files.talkFolder, 'index.html')) ? files.talkFolder : undefined,
				logger,
				now,
			}),
			{ host: '::', port: config.port },
		);
		closing.defer(() => close(app));

		await agentServer.start();
		closing.defer(() => agentServer.close());
		closing.defer(sessions.watch());
		void tools.preflight(null);

		return {
			port: app.port,
			stop: async () => {
				stopping = true;
				sessions.refuseNew();
				await sessions.abandonWaiting();
				await agentServer.drain(DRAIN_LIMIT_MS);
				await sessions.abandon();
				await closing.disposeAsync();
			},
		};
	} catch (error) {
		await closing.disposeAsync();
		throw error;
	}
}

async function close(server: Awaited<ReturnType<typeof listen>>): Promise<void> {
	const cut = setTimeout(() => server.cut(), LAST_ANSWERS_MS);
	await server.stop();
	clearTimeout(cut);
}
