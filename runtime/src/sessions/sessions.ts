import { VoiceAgentError } from '../../../contract/error.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type {
	SessionList,
	SessionMcpServer,
	SessionRecord,
	SessionStatus,
	StartSessionRequest,
	ToolCallRecord,
} from '../../../contract/session.ts';
import type { CallEventBatch, SessionConfig } from '../channel/messages.ts';
import type { Config } from '../config.ts';
import type { EventDelivery } from '../delivery/delivery.ts';
import type { Extract } from '../extraction/extract.ts';
import type { Rooms } from '../livekit/rooms.ts';
import type { RoomEvent } from '../livekit/webhooks.ts';
import type { Database } from '../store/open-database.ts';
import { createSeal } from '../store/seal.ts';
import type { Logger } from '../telemetry/log.ts';
import { createSessionControl, type SessionControl } from './control-session.ts';
import { createConclusions } from './conclude-session.ts';
import { createWriteFinalEvent } from './final-event.ts';
import { createFinishSession } from './finish-session.ts';
import { createLocalSessions } from './local-sessions.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { createReadRecord } from './read-record.ts';
import { createRecordEvents } from './record-events.ts';
import { createSessionEvents, type PublishedEvent } from './session-events.ts';
import { configOf, summaryOf } from './session-record.ts';
import { createSessionRows, isFinal } from './session-rows.ts';
import { createSessionUpkeep, type SessionUpkeep } from './session-upkeep.ts';
import { createSessionWaits, type SessionWaits } from './session-waits.ts';
import { createStartSession, type StartedSession } from './start-session.ts';
import { createSessionWatch } from './watch-sessions.ts';

export interface SessionsOptions {
	database: Database;
	rooms: Rooms;
	/** Where n8n is told what happens. */
	delivery: Pick<EventDelivery, 'announce' | 'add' | 'wake' | 'checkUrl'>;
	config: Pick<
		Config,
		| 'liveKit'
		| 'agentName'
		| 'publicUrl'
		| 'maxSessions'
		| 'sharedStore'
		| 'apiKey'
		| 'joinTimeoutMs'
		| 'deepgram'
		| 'groq'
		| 'cartesia'
	>;
	/** Reads answers and summaries out of transcripts. */
	extract: Extract;
	/** Names of the tools that a session may ask for; null while nobody can tell. */
	toolNames: () => Promise<string[] | null>;
	/** Tool calls of a session that have no end yet, as the given connection sees them. */
	unendedCalls: (sessionId: string, connection: Database) => Promise<ToolCallRecord[]>;
	/** Whether no more calls can be carried at the moment, however many sessions there are. */
	full: () => boolean;
	/** Told as soon as a session is sure to be made, or its call turns out to run here; not waited for. */
	onStarting: (session: SessionConfig, mcpServers: readonly SessionMcpServer[]) => void;
	/** Told every event of every session once. */
	onEvent: (event: SessionEvent) => void;
	/** Told when a session is over, or could not be made after all; may be told twice. */
	onFinished: (sessionId: string) => void;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** Letters, digits, `_` and `-`. */
	newId: () => string;
	logger: Logger;
}

/** Everything that can be done with sessions. All of it throws VoiceAgentError. */
export interface Sessions extends SessionControl, SessionUpkeep {
	start(request: StartSessionRequest): Promise<StartedSession>;
	get(sessionId: string): Promise<SessionRecord>;
	/** Newest first; `cursor` is the `nextCursor` of the page before. */
	list(options: { status?: SessionStatus; limit: number; cursor?: string }): Promise<SessionList>;
	/** @see SessionEvents.follow */
	follow(
		sessionId: string,
		afterId: number,
		listener: (published: PublishedEvent) => void,
	): Promise<{ over: boolean; stop: () => void }>;
	/** What the call reports. */
	record(sessionId: string, batch: CallEventBatch): Promise<void>;
	recordToolCall(sessionId: string, call: ToolCallRecord): Promise<void>;
	/** The configuration that the session's call runs with. */
	config(sessionId: string): Promise<SessionConfig>;
	observeRoom(event: RoomEvent): Promise<void>;
	/** @see SessionWaits.begin */
	wait: SessionWaits['begin'];
	/** From now on `start` refuses with `shutting_down`. */
	refuseNew(): void;
}

export function createSessions(options: SessionsOptions): Sessions {
	const { database, rooms, config, now, logger } = options;
	const shared = config.sharedStore;
	const seal = createSeal(config.apiKey);
	const rows = createSessionRows(database);
	const events = createSessionEvents({ ...options, store: database, shared });
	const local = createLocalSessions({
		seal,
		onBegin: options.onStarting,
		onEnd: options.onFinished,
	});
	const models = {
		stt: config.deepgram.model,
		llm: config.groq.model,
		tts: config.cartesia.model,
	};
	const readRecord = createReadRecord({ ...options, events, models });
	const waits = createSessionWaits({ ...options, readRecord });
	const writeFinalEvent = createWriteFinalEvent({ events, waits, readRecord });
	const conclusions = createConclusions({ ...options, events, readRecord, writeFinalEvent });
	let stopping = false;

	const finish = createFinishSession({
		database,
		events,
		rooms,
		conclusions,
		writeFinalEvent,
		now,
		logger,
		onFinished: (sessionId) => {
			watch.forget(sessionId);
			local.end(sessionId);
		},
	});
	const watch = createSessionWatch({
		...{ rows, finish, now, logger },
		callerIsThere: (row) => {
			const { participant, room } = configOf(row);
			// Without an answer the caller counts as gone, as LiveKit said before.
			return rooms.hasParticipant(room, participant.identity).catch(() => false);
		},
	});
	const record = createRecordEvents({ rows, events, finish, now, logger });

	const existing = async (sessionId: string) => {
		const row = await rows.find(sessionId);
		if (!row) throw new VoiceAgentError('not_found', 'There is no such session.');
		return row;
	};

	/** @returns the session of a call that has just talked to this process. */
	const carry = async (sessionId: string) => {
		const row = await existing(sessionId);
		if (!isFinal(row.status)) local.carry(row);
		return row;
	};

	return {
		...createSessionControl({ rows, events, rooms, now, finish, watch }),
		...createSessionUpkeep({ shared, rows, finish, local, watch, waits, conclusions, logger }),
		start: createStartSession({
			config,
			rows,
			rooms,
			checkUrl: options.delivery.checkUrl,
			toolNames: options.toolNames,
			onStarting: (session, mcpServers) => local.begin(session, mcpServers),
			onFailed: (sessionId) => local.end(sessionId),
			replica: options.newId(),
			seal: shared ? seal : undefined,
			full: options.full,
			stopping: () => stopping,
			now,
			newId: options.newId,
		}),
		get: async (sessionId) => readRecord(await existing(sessionId)),
		wait: (waitId, wait) => waits.begin(waitId, wait),
		list: async ({ status, limit, cursor }) => {
			const page = await rows.list({
				// One more than asked for tells whether there is another page.
				limit: limit + 1,
				...(status === undefined ? {} : { status }),
				...(cursor === undefined ? {} : { after: decodeCursor(cursor) }),
			});
			const shown = page.slice(0, limit);
			const last = page.length > limit ? shown.at(-1) : undefined;
			return {
				sessions: shown.map(summaryOf),
				nextCursor: last ? encodeCursor({ createdAt: last.created_at, id: last.id }) : null,
			};
		},
		follow: async (sessionId, afterId, listener) => {
			await existing(sessionId);
			return events.follow(sessionId, afterId, listener);
		},
		record: async (sessionId, batch) => {
			if (!local.carries(sessionId)) await carry(sessionId);
			await record(sessionId, batch);
			// Another replica may have been first to end the session.
			if (batch.events.some(({ event }) => event.type === 'ended')) local.end(sessionId);
		},
		recordToolCall: async (sessionId, call) => {
			const event = { type: 'tool.called', sessionId, at: call.at, call } as const;
			const published = await events.keep(event, null);
			if (published) events.publish(published);
		},
		config: async (sessionId) => configOf(await carry(sessionId)),
		observeRoom: async (event) => {
			const row = await rows.findByRoom(event.room);
			if (row) watch.observeRoom(row, event);
		},
		refuseNew: () => {
			stopping = true;
		},
	};
}
