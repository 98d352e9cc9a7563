import type { ToolCallOutcome } from '../../../contract/session.ts';
import type { ToolRegistration } from '../../../contract/tool.ts';

/** One registration per row; a Voice Agent Trigger may hold one in each slot. */
export interface ToolTable {
	registration_id: string;
	slot: ToolRegistration['slot'];
	name: string;
	/** ToolRegistration */
	registration_json: string;
	updated_at: string;
	/** Set for the test slot, which forgets itself. */
	expires_at: string | null;
}

/** Why a tool cannot run now; the row goes when it works again or is registered anew. */
export interface ToolFaultTable {
	registration_id: string;
	slot: ToolRegistration['slot'];
	/** One sentence for the builder. */
	problem: string;
	at: string;
}

/** The audit log and the proof of at-most-once: a row exists before anything is sent. */
export interface ToolCallTable {
	call_id: string;
	session_id: string;
	tool: string;
	arguments_json: string;
	/** SHA-256 of the canonical arguments. */
	arguments_hash: string;
	/** The caller's turn in which the model made the call. */
	turn: number;
	/** 1 when the tool changes something in the world. */
	side_effect: number;
	/** Which registration ran it; null when nothing was sent. */
	registration_id: string | null;
	/** `unknown` from just before the request leaves until its answer settles it. */
	executed: 'no' | 'unknown' | 'yes';
	/** null while the call runs. */
	outcome: ToolCallOutcome | null;
	/** What the model was told (CallToolResult.text and .say). */
	text: string | null;
	say: string | null;
	/** n8n's answer as it goes into the session record. */
	answer_json: string | null;
	/** Technical reason of a failure, for the operator only. */
	detail: string | null;
	attempts: number;
	/** SHA-256 of the one-time token of the late result. */
	reply_token_hash: string | null;
	started_at: string;
	finished_at: string | null;
	duration_ms: number | null;
	/** When a late result was accepted; from then on the token is used up. */
	late_at: string | null;
	/** ToolCallRecord.progress; null for none. */
	progress_json: string | null;
	/** Of the request that was answered, as the trigger measured it; null when nobody did. */
	n8n_ms: number | null;
	/** The rest of that request's round trip. */
	network_ms: number | null;
}
