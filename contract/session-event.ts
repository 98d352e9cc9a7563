import type {
	EndReason,
	SessionRecord,
	ToolCallRecord,
	TranscriptItem,
	TurnLatency,
} from './session.ts';

/** What `GET /v1/sessions/{id}/events` streams and, signed, what n8n is told. Events of one session are in order. */
export type SessionEvent = { sessionId: string; /** ISO 8601. */ at: string } & (
	| { type: 'session.started' }
	| { type: 'participant.joined'; identity: string }
	/** Another person than the caller, whose leaving ends the session. */
	| { type: 'participant.left'; identity: string }
	| { type: 'agent.state'; state: AgentState }
	| { type: 'agent.muted' }
	| { type: 'agent.unmuted' }
	| { type: 'user.turn'; item: TranscriptItem }
	| { type: 'agent.turn'; item: TranscriptItem }
	| { type: 'tool.called'; call: ToolCallRecord }
	/** Comes when the answer is spoken, after its `agent.turn`. */
	| { type: 'turn.latency'; turn: TurnLatency }
	| { type: 'session.ended'; endReason: EndReason; report: SessionRecord }
	| { type: 'session.failed'; endReason: EndReason; report: SessionRecord }
);

export type SessionEventType = SessionEvent['type'];

/** The values of LiveKit's `lk.agent.state` participant attribute. */
export type AgentState = 'initializing' | 'idle' | 'listening' | 'thinking' | 'speaking';
