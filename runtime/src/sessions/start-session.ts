import { VoiceAgentError } from '../../../contract/error.ts';
import type {
	SessionMcpServer,
	StartSessionRequest,
	StartSessionResponse,
} from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';
import type { Config } from '../config.ts';
import type { Rooms } from '../livekit/rooms.ts';
import { mintParticipantToken } from '../livekit/token.ts';
import type { Seal } from '../store/seal.ts';
import { resolveConfig } from './resolve-config.ts';
import { configOf } from './session-record.ts';
import { isFinal, type SessionRow, type SessionRows } from './session-rows.ts';

export interface StartedSession {
	response: StartSessionResponse;
	/** false when a session of this id existed already. */
	created: boolean;
}

const DEFAULT_TTL_SECONDS = 14_400;
/** The room is empty until the agent is there, too. */
const LEAST_EMPTY_MS = 60_000;

/**
 * Starts a session: row, room, agent, token. The same id again gives the same session, also while the first
 * request is still under way.
 */
export function createStartSession(options: {
	config: Pick<Config, 'liveKit' | 'agentName' | 'publicUrl' | 'maxSessions' | 'joinTimeoutMs'>;
	rows: SessionRows;
	rooms: Rooms;
	/** Who this process is among the replicas. */
	replica: string;
	/** Encrypts the tokens of MCP servers for other replicas; absent where there are none, so that nothing is written down. */
	seal?: Pick<Seal, 'close'> | undefined;
	/** @see EventDelivery.checkUrl */
	checkUrl: (url: string, field: string) => void;
	/** null while nobody can tell. */
	toolNames: () => Promise<string[] | null>;
	/** Told as soon as a session is sure to be made; not waited for. */
	onStarting: (session: SessionConfig, mcpServers: readonly SessionMcpServer[]) => void;
	/** Told when a session that was told of could not be made after all. */
	onFailed: (sessionId: string) => void;
	/** Whether LiveKit brings no calls here at the moment, so that a session would wait for its agent in vain. */
	full: () => boolean;
	/** Whether new sessions are refused because the process is about to stop. */
	stopping: () => boolean;
	now: () => number;
	newId: () => string;
}): (request: StartSessionRequest) => Promise<StartedSession> {
	const { config, rows, rooms } = options;
	const underWay = new Map<string, Promise<SessionRow | undefined>>();

	const sealed = (servers: readonly SessionMcpServer[] = []): string | null =>
		servers.length === 0 ? null : (options.seal?.close(JSON.stringify(servers)) ?? null);

	/** @returns undefined when the session exists already. */
	const create = async (
		sessionId: string,
		request: StartSessionRequest,
	): Promise<SessionRow | undefined> => {
		if (request.notify) options.checkUrl(request.notify.url, 'notify.url');
		const sessionConfig = resolveConfig(
			request,
			sessionId,
			config.joinTimeoutMs,
			await options.toolNames(),
		);
		const row = {
			id: sessionId,
			status: 'created' as const,
			room: sessionConfig.room,
			request_json: JSON.stringify(withoutSecrets(request)),
			config_json: JSON.stringify(sessionConfig),
			created_at: new Date(options.now()).toISOString(),
			started_at: null,
			ended_at: null,
			end_reason: null,
			heard_at_ms: null,
			usage_json: null,
			extraction_status: null,
			extraction_json: null,
			replica: options.replica,
			mcp_servers_sealed: sealed(request.mcpServers),
		} satisfies SessionRow;
		if (!(await rows.insert(row, config.maxSessions))) return undefined;
		options.onStarting(sessionConfig, request.mcpServers ?? []);
		try {
			await rooms.create(row.room, {
				emptyTimeoutMs: Math.max(config.joinTimeoutMs, LEAST_EMPTY_MS),
			});
			await rooms.dispatch(row.room, config.agentName, row.config_json);
		} catch (error) {
			// Nobody has seen this session, and the same request may be sent again.
			options.onFailed(sessionId);
			await rows.remove(sessionId);
			throw error;
		}
		// The agent may already have reported in.
		await rows.awaitCaller(sessionId);
		return { ...row, status: 'waiting' };
	};

	return async (request) => {
		const sessionId = request.sessionId ?? options.newId();
		const first = underWay.get(sessionId);
		if (first) {
			await first;
		} else {
			const refusal = refusalNow();
			if (refusal && !(await rows.find(sessionId))) throw refusal;
			const creation = create(sessionId, request);
			underWay.set(sessionId, creation);
			try {
				const row = await creation;
				if (row) return { response: await answer(row, request), created: true };
			} finally {
				underWay.delete(sessionId);
			}
		}
		const existing = await rows.find(sessionId);
		if (!existing) throw new VoiceAgentError('internal', 'The session disappeared.');
		return { response: await answer(existing, originalRequest(existing)), created: false };
	};

	function refusalNow(): VoiceAgentError | undefined {
		if (options.stopping()) {
			return new VoiceAgentError(
				'shutting_down',
				'The runtime is stopping and takes no new sessions. Try again in a moment.',
			);
		}
		if (!options.full()) return undefined;
		return new VoiceAgentError(
			'too_many_sessions',
			'The runtime has as many calls as its machine can carry. Try again in a moment.',
		);
	}

	async function answer(
		row: SessionRow,
		request: StartSessionRequest,
	): Promise<StartSessionResponse> {
		const { participant } = configOf(row);
		const ttlSeconds = request.ttlSeconds ?? DEFAULT_TTL_SECONDS;
		// A token for a session that is over would open an empty room.
		const expiresAtMs = isFinal(row.status)
			? options.now()
			: Date.parse(row.created_at) + ttlSeconds * 1000;
		const remainingSeconds = Math.max(1, Math.ceil((expiresAtMs - options.now()) / 1000));
		const token = await mintParticipantToken(config.liveKit, {
			room: row.room,
			...participant,
			ttlSeconds: remainingSeconds,
		});
		const fragment = new URLSearchParams({ url: config.liveKit.url, token });
		return {
			sessionId: row.id,
			status: row.status,
			// Early, because n8n shows the fields in this order and this is what a builder looks for.
			talkUrl: `${config.publicUrl}/talk/#${fragment.toString()}`,
			room: row.room,
			url: config.liveKit.url,
			token,
			identity: participant.identity,
			expiresAt: new Date(expiresAtMs).toISOString(),
		};
	}
}

/** The request as it may be written down. */
function withoutSecrets({ mcpServers, ...request }: StartSessionRequest): StartSessionRequest {
	if (!mcpServers) return request;
	const servers = mcpServers.map((server) => {
		const { ...kept } = server;
		delete kept.bearerToken;
		return kept;
	});
	return { ...request, mcpServers: servers };
}

const originalRequest = (row: SessionRow): StartSessionRequest =>
	JSON.parse(row.request_json) as StartSessionRequest;
