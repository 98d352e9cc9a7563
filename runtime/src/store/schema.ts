import type { Generated } from 'kysely';
import type { SessionEventType } from '../../../contract/session-event.ts';
import type { EndReason, SessionStatus } from '../../../contract/session.ts';
import type {
	DeliveryTable,
	EventSubscriptionTable,
	SessionWaitMemberTable,
	SessionWaitTable,
} from './delivery-tables.ts';
import type { ToolCallTable, ToolFaultTable, ToolTable } from './tool-tables.ts';

/** The tables, as Kysely types them. Times are ISO 8601 text, `…_json` columns hold JSON text. */
export interface Schema {
	sessions: SessionTable;
	session_events: SessionEventTable;
	tools: ToolTable;
	tool_faults: ToolFaultTable;
	tool_calls: ToolCallTable;
	deliveries: DeliveryTable;
	event_subscriptions: EventSubscriptionTable;
	session_waits: SessionWaitTable;
	session_wait_members: SessionWaitMemberTable;
}

export interface SessionTable {
	id: string;
	status: SessionStatus;
	room: string;
	/** The request as it was accepted (StartSessionRequest), kept for delivery and idempotency. */
	request_json: string;
	/** What the call got as job metadata (SessionConfig). */
	config_json: string;
	created_at: string;
	started_at: string | null;
	ended_at: string | null;
	end_reason: EndReason | null;
	/** Epoch milliseconds of the last sign of life of the call; null before its first one. */
	heard_at_ms: number | null;
	/** Running totals (SessionUsage), null before the first. */
	usage_json: string | null;
	/** `pending` from the end of the call until its transcript was read; null when nothing is to be read out of it. */
	extraction_status: 'pending' | 'done' | null;
	/** Extraction */
	extraction_json: string | null;
	/** The process that admitted the session; its call may run in another one. */
	replica: string | null;
	/** SessionMcpServer[] with their tokens, encrypted; null when the session brought none or is over. */
	mcp_servers_sealed: string | null;
}

/** What happened, in order; transcript and latencies are read from here, and the event stream replays it. */
export interface SessionEventTable {
	/** Order of arrival over all sessions; the `id` of the event stream. */
	id: Generated<number>;
	session_id: string;
	/** The call's own counter; null for events that the service process wrote. */
	seq: number | null;
	type: SessionEventType | 'latency';
	at: string;
	/** A SessionEvent. */
	event_json: string;
}
