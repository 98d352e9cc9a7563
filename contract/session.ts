import type { AnswerField, Extraction } from './answers.ts';
import type { DeliveredEventType } from './event-type.ts';

/** How soon the agent takes the turn: `fast` cuts in early, `patient` waits for slow speakers. */
export const TURN_PROFILES = ['fast', 'balanced', 'patient'] as const;
export type TurnProfile = (typeof TURN_PROFILES)[number];

export const SESSION_STATUSES = ['created', 'waiting', 'active', 'ended', 'failed'] as const;
/** `created → waiting → active → ended | failed`; exactly one final state whatever happens. */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Why a session is over. */
export const END_REASONS = [
	'caller_left',
	'agent_ended',
	'api_ended',
	'nobody_joined',
	'max_duration',
	'idle',
	'agent_lost',
	'runtime_stopped',
	'error',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Body of `POST /v1/sessions`; every field is optional. */
export interface StartSessionRequest {
	/** Letters, digits, `_` and `-`, at most 64. Given twice, the same session is returned. */
	sessionId?: string;
	agent?: {
		/** `{{name}}` is replaced by the variable of that name, here and in the greeting. */
		instructions?: string;
		/** Spoken first, word for word; empty for an agent that waits for the caller to speak. */
		greeting?: string;
		/** BCP 47, for example `en`. */
		language?: string;
		/** A Cartesia voice id. */
		voice?: string;
		/** A Groq model id. */
		model?: string;
		/** 0 to 2. */
		temperature?: number;
		turnProfile?: TurnProfile;
	};
	/** Names; absent for every registered and published tool, `[]` for none. */
	tools?: string[];
	/** MCP servers whose tools this session may use beside the runtime's; they belong to it alone. */
	mcpServers?: SessionMcpServer[];
	variables?: Record<string, unknown>;
	participant?: { identity?: string; name?: string; metadata?: string };
	/** Life of the caller's token, 3600 to 14400. Default 14400. */
	ttlSeconds?: number;
	maxDurationSeconds?: number;
	idleTimeoutSeconds?: number;
	/** What is read out of the transcript after the end, for the report. */
	answers?: AnswerField[];
	/** Whether the report has a summary. Default false. */
	summary?: boolean;
	/** Where a signed POST goes for each event; absent `events` for every kind. The url's origin must be an allowed one. */
	notify?: { url: string; events?: DeliveredEventType[] };
}

/** An MCP server of one session. Its token is kept in the runtime's memory until the session ends, and nowhere else. */
export interface SessionMcpServer {
	/** A letter, then letters, digits and `_`, at most 32; goes in front of a tool's name that is taken. */
	name: string;
	/** Streamable HTTP, `https://` or `http://`; without user name and password. */
	url: string;
	/** Sent as `Authorization: Bearer …`, to the URL's own origin only. */
	bearerToken?: string;
	/** The server's own names of tools that change nothing; `true` for all of them. */
	readOnly?: string[] | true;
	/** The server's own names of tools that need the caller's yes; `true` for all of them. */
	requiresConfirmation?: string[] | true;
	/** Deadline of one call in milliseconds. Default 30000. */
	timeoutMs?: number;
}

/** Answer of `POST /v1/sessions`. */
export interface StartSessionResponse {
	sessionId: string;
	status: SessionStatus;
	/** `meeting_${sessionId}` */
	room: string;
	/** LiveKit's WebSocket URL for the caller. */
	url: string;
	/** Joins this room only. */
	token: string;
	identity: string;
	/** The talk page with the token in the fragment, so that no server log holds it. */
	talkUrl: string;
	/** ISO 8601; when the token expires. */
	expiresAt: string;
}

/** A spoken line of the call. */
export interface TranscriptItem {
	role: 'user' | 'agent';
	text: string;
	/** ISO 8601. */
	at: string;
	/** The caller spoke over the agent before the line was finished; `text` holds what was spoken. */
	interrupted?: boolean;
}

/** How a tool call ended. */
export type ToolCallOutcome =
	| 'completed'
	| 'failed'
	| 'timed_out'
	| 'pending'
	| 'rejected'
	| 'awaiting_confirmation'
	| 'interrupted';

export interface ToolCallRecord {
	callId: string;
	tool: string;
	arguments: Record<string, unknown>;
	outcome: ToolCallOutcome;
	/** What n8n answered, cut to a reasonable size. */
	answer?: unknown;
	/** Sentences that the workflow had spoken on the way, oldest first. */
	progress?: { /** ISO 8601. */ at: string; say: string }[];
	/** ISO 8601. */
	at: string;
	durationMs: number;
	/**
	 * From the trigger's first line to its answer's first byte, as the trigger measured it: waiting for an execution, and the
	 * execution. Absent where nobody measures it: a plain Webhook node, an MCP server, a call that got no answer.
	 */
	n8nMs?: number;
	/** The rest of the round trip: the network, and what n8n and proxies do before the trigger. Known when `n8nMs` is. */
	networkMs?: number;
}

/**
 * Latency of one answer, in milliseconds. The parts overlap: model and voice start before the turn is surely over, so the
 * transcript, the endpointing, the model and the voice are at work at the same time, and they need not sum to the total.
 */
export interface TurnLatency {
	/** ISO 8601; when the caller's last sound arrived. */
	at: string;
	/** Decision that the turn is over, beyond the transcript. */
	endpointingMs?: number;
	/** The caller's last sound → final transcript. */
	transcriptMs?: number;
	/** Request → first token, of the request that was spoken first. */
	llmFirstTokenMs?: number;
	/** First words → first audio. */
	ttsFirstByteMs?: number;
	/** Within the total, time in which tools ran; two at once count once. Absent when none ran. */
	toolMs?: number;
	/** `n8nMs` of the calls in {@link TurnLatency.toolMs}, summed: calls at once can exceed it. Absent where nobody measured it. */
	toolN8nMs?: number;
	/** The same for their `networkMs`. */
	toolNetworkMs?: number;
	/**
	 * Both ways between caller and runtime, an estimate: jitter buffers, Opus, and the runtime's round trip to LiveKit. The
	 * caller's own network is not in it. Absent when WebRTC gave no numbers.
	 */
	transportMs?: number;
	/** What the caller waits: the caller's last sound → the agent's first sound, at the caller's ear. Holds all other parts. */
	totalMs: number;
}

/** The percentiles are over `totalMs`, nearest rank; null without turns. */
export interface LatencySummary {
	turns: TurnLatency[];
	p50Ms: number | null;
	p90Ms: number | null;
	p99Ms: number | null;
}

export interface SessionUsage {
	sttAudioMs: number;
	llmInputTokens: number;
	llmCachedInputTokens: number;
	llmOutputTokens: number;
	ttsCharacters: number;
}

/** Answer of `GET /v1/sessions/{id}`. */
export interface SessionRecord extends Extraction {
	sessionId: string;
	status: SessionStatus;
	room: string;
	/** ISO 8601, as are all times here. */
	createdAt: string;
	startedAt: string | null;
	endedAt: string | null;
	durationMs: number | null;
	endReason: EndReason | null;
	/** Whether the agent neither hears nor speaks until it is unmuted. */
	muted: boolean;
	transcript: TranscriptItem[];
	toolCalls: ToolCallRecord[];
	latency: LatencySummary;
	usage: SessionUsage;
	/** US dollars from the dated price table in runtime/src/sessions/cost.ts. */
	cost: { totalUsd: number; sttUsd: number; llmUsd: number; ttsUsd: number };
}

/** An entry of `GET /v1/sessions`. */
export type SessionSummary = Omit<
	SessionRecord,
	'muted' | 'transcript' | 'toolCalls' | 'latency' | 'usage' | 'cost' | keyof Extraction
>;

/** Answer of `GET /v1/sessions`, newest first. */
export interface SessionList {
	sessions: SessionSummary[];
	/** Goes into `?cursor=` for the next page; null on the last one. */
	nextCursor: string | null;
}
