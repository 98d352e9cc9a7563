import type { AgentState } from '../../../contract/session-event.ts';
import type {
	EndReason,
	SessionUsage,
	StartSessionRequest,
	ToolCallOutcome,
	TranscriptItem,
	TurnLatency,
	TurnProfile,
} from '../../../contract/session.ts';
import type { ToolDefinition } from '../../../contract/tool.ts';

/**
 * What the service process and a call process say to each other.
 *
 * The two share no memory. A session's configuration reaches its call as LiveKit job metadata (never secrets);
 * everything the call has to say goes over HTTP on loopback, authorised by a secret made at each boot; commands to a
 * running call travel as LiveKit data messages from the server API, so that they reach a call on any replica.
 */

/** Job metadata: everything about a session that its call needs, resolved and without secrets. */
export interface SessionConfig {
	sessionId: string;
	room: string;
	agent: {
		/** Variables are already rendered. */
		instructions: string;
		greeting: string;
		language: string;
		/** Absent for the configured default, as are model and temperature. */
		voice?: string;
		model?: string;
		temperature?: number;
		turnProfile: TurnProfile;
	};
	/** null for every tool that is ready. */
	tools: string[] | null;
	variables: NonNullable<StartSessionRequest['variables']>;
	participant: { identity: string; name: string; metadata: string };
	maxDurationMs: number;
	/** 0 for never. */
	idleTimeoutMs: number;
	/** How long the call waits for the caller to join. */
	joinTimeoutMs: number;
}

/** `POST /calls/{sessionId}/events`: what happened, oldest first. `seq` starts at 1, so a repeated post changes nothing. */
export interface CallEventBatch {
	events: { seq: number; /** ISO 8601. */ at: string; event: CallEvent }[];
}

export type CallEvent =
	| { type: 'started' }
	| { type: 'participant_joined'; identity: string }
	| { type: 'participant_left'; identity: string }
	| { type: 'agent_state'; state: AgentState }
	| { type: 'transcript'; item: TranscriptItem }
	| { type: 'latency'; turn: TurnLatency }
	/** Running totals, not increments. */
	| { type: 'usage'; usage: SessionUsage }
	/** Sent every 5 s; a call that falls silent is given up by the service process. */
	| { type: 'heartbeat' }
	/** The last event of a call. */
	| { type: 'ended'; endReason: EndReason; failed: boolean };

/** `GET /calls/{sessionId}/tools`: the tools the call may offer now. */
export interface CallTools {
	/** Changes whenever the list does. */
	version: string;
	tools: CallTool[];
}

export interface CallTool extends ToolDefinition {
	/** Set when the tool cannot run now; spoken instead of running it. */
	problem?: string;
}

/** `POST /calls/{sessionId}/tool-calls`. */
export interface CallToolRequest {
	/** The model's tool call id made unique per session; the idempotency key of the execution. */
	callId: string;
	tool: string;
	arguments: Record<string, unknown>;
	/** The caller's turns so far and the last one's words: the confirmation gate reads a yes from them, never from the model. */
	turn: {
		number: number;
		userText: string;
		/** The turns before this one, the newest last; a no among them outlives the okay that follows it. */
		earlierTexts?: string[];
	};
}

/** Answer of `POST /calls/{sessionId}/tool-calls`; always HTTP 200 once the call was accepted. */
export interface CallToolResult {
	outcome: ToolCallOutcome;
	/** For the model: short, without technical detail. */
	text: string;
	/** Spoken word for word instead of a model's answer. */
	say?: string;
}

/** Data message topic of commands from the service process to the agent; only honoured without a sender identity. */
export const COMMAND_TOPIC = 'voice-agent.command';

/** A command to a running call. */
export type CallCommand =
	| { type: 'say'; text: string }
	| { type: 'instruct'; text: string }
	| ToolUpdate
	| { type: 'mute' }
	| { type: 'unmute' }
	| { type: 'end'; reason: EndReason; say?: string };

/** What a workflow has to say after its tool call was sent, other than the call's answer. */
export type ToolUpdate =
	/** A sentence on the way; it is void once the call has its result. */
	| { type: 'tool_progress'; callId: string; text: string }
	/** The result of a call that was answered with PENDING. */
	| {
			type: 'tool_result';
			callId: string;
			tool: string;
			/** For the model. */
			text: string;
			/** Spoken word for word instead of a model's answer. */
			say?: string;
	  };

/** Environment variables that the service process sets for the call processes that it forks. */
export const CHANNEL_URL_VARIABLE = 'VOICE_AGENT_CHANNEL_URL';
export const CHANNEL_SECRET_VARIABLE = 'VOICE_AGENT_CHANNEL_SECRET';
