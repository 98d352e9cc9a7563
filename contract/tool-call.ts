/** Body of the signed POST that runs a tool (runtime → n8n). */
export interface ToolCallRequest {
	type: 'tool.call';
	/** Also the `webhook-id` header; the same on every retry, so it is the idempotency key. */
	callId: string;
	tool: string;
	arguments: Record<string, unknown>;
	session: ToolCallSession;
	/** ISO 8601; an answer after this moment is not spoken. */
	deadline: string;
	/** Where progress and a late result go; the token is good for this one call, and for one result. */
	replyTo: { url: string; token: string };
}

export interface ToolCallSession {
	sessionId: string;
	room: string;
	agentName: string;
	variables: Record<string, unknown>;
	participant: { identity: string; name: string; metadata: string };
}

/** Body of the signed ping that the trigger answers without an execution (runtime → n8n). */
export interface ToolPing {
	type: 'tool.ping';
	tool: string;
}

/** The trigger's answer to a ping. */
export interface ToolPong {
	type: 'tool.pong';
	tool: string;
}

/**
 * The answers with a meaning of their own; any other JSON or text is the result itself.
 * `say` is spoken word for word; `error` is a sentence that the agent may speak.
 */
export type ToolCallAnswer =
	| { status: 'COMPLETED'; result?: unknown; say?: string }
	| { status: 'FAILED'; error: string }
	| { status: 'PENDING' };

/** A result that comes later than the call's answer. A call takes one. */
export type LateToolResult = Exclude<ToolCallAnswer, { status: 'PENDING' }>;

/** A sentence for the caller while the workflow goes on. It is no result and does not use the call's token up. */
export interface ToolProgress {
	status: 'PROGRESS';
	/** Spoken word for word as soon as nobody speaks, in place of a filler. */
	say: string;
}

/** Body of `POST /v1/tool-results/{callId}`. */
export type ToolCallUpdate = LateToolResult | ToolProgress;

/** Sentences that one call may have spoken on the way. */
export const MAX_PROGRESS_PER_CALL = 20;
