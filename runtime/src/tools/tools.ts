import type { Logger } from 'pino';
import type { SessionMcpServer, ToolCallRecord } from '../../../contract/session.ts';
import type { LateToolResult, ToolCallSession } from '../../../contract/tool-call.ts';
import type { RegisteredTool, ToolRegistration } from '../../../contract/tool.ts';
import type { CallToolRequest, CallToolResult, CallTools } from '../channel/messages.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/open-database.ts';

/** What the service process needs so that agents can act through n8n. */
export interface ToolsOptions {
	database: Database;
	config: Pick<Config, 'n8n' | 'publicUrl' | 'mcpServers' | 'sharedStore'>;
	fetch: typeof fetch;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** Unguessable; used for the one-time tokens of late results. */
	newId: () => string;
	logger: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** Told once when a call is over, and again (same callId) when its late result lands. */
	onCall: (sessionId: string, record: ToolCallRecord) => void | Promise<void>;
	/** Told when a result arrives after the call was answered with PENDING, exactly once per call. */
	onLateResult?: (late: LateResult) => void | Promise<void>;
	/** Lets the call speak a sentence. @throws VoiceAgentError when there is nobody to hear it. */
	onProgress?: (progress: Progress) => void | Promise<void>;
}

/** Who uses tools. */
export interface ToolUser {
	sessionId: string;
	/** Names that the session may call beside those of its own MCP servers; null for all of them. */
	tools: string[] | null;
}

/** The session that calls a tool. `tools` is its own choice and never leaves this process. */
export interface CallingSession extends ToolCallSession, ToolUser {}

/** A sentence of a workflow that goes on. */
export interface Progress {
	sessionId: string;
	callId: string;
	text: string;
}

/** A result that came after its call was answered. */
export interface LateResult {
	sessionId: string;
	callId: string;
	tool: string;
	result: CallToolResult;
	/** False when the deadline had passed first: the result goes into the record and is not spoken. */
	speak: boolean;
}

export interface Tools {
	/**
	 * Adds or replaces the registration in its slot.
	 *
	 * @throws VoiceAgentError `tool_url_not_allowed`, `invalid_request` (name or schema) or `conflict` (the name is taken).
	 */
	register(registrationId: string, registration: ToolRegistration): Promise<RegisteredTool>;
	/** Removes one slot, or both when none is named. Removing what is not there is fine. */
	unregister(registrationId: string, slot?: ToolRegistration['slot']): Promise<void>;
	/** Every registration of both slots, the built-in tools whose names are free, and the tools of MCP servers. */
	list(): Promise<RegisteredTool[]>;
	/** What a session may ask for; null while an MCP server has not told yet which tools it has. */
	names(): Promise<string[] | null>;
	/** The production registration, or else the test one. */
	get(registrationId: string): Promise<RegisteredTool | undefined>;
	offeredTo(session: ToolUser): Promise<CallTools>;
	/**
	 * Connects a session that begins to MCP servers of its own, and checks its tools as {@link Tools.preflight} does. The
	 * servers and their tokens are kept in memory until {@link Tools.endSession}.
	 */
	beginSession(session: ToolUser, mcpServers: readonly SessionMcpServer[]): Promise<void>;
	/**
	 * Pings the tools that a session may use and connects to MCP servers, so that the first calls are quick and a broken
	 * tool is known. Never throws; what it finds is in the tools' state.
	 *
	 * @param sessionTools - Names, or null for all.
	 */
	preflight(sessionTools: string[] | null): Promise<void>;
	/**
	 * Runs a tool at most once per callId and keeps every rule that must not be left to the model.
	 * Failures of the tool are results, not errors.
	 *
	 * @throws VoiceAgentError `conflict` when the callId already stands for another call.
	 */
	call(session: CallingSession, request: CallToolRequest): Promise<CallToolResult>;
	/**
	 * Calls of a session that have no end yet: `pending` while the request is under way, `interrupted` when the process
	 * died that waited for it, so that nobody knows whether the workflow ran.
	 *
	 * @param connection - The transaction that is to see them.
	 */
	unended(sessionId: string, connection: Database): Promise<ToolCallRecord[]>;
	/** Forgets budget, read-back, rate and MCP servers of a session that is over; a call under way goes on. */
	endSession(sessionId: string): void;
	/**
	 * Accepts the late result of a call.
	 *
	 * @throws VoiceAgentError `not_found`, `unauthorized` (wrong token) or `conflict` (the call already has its result).
	 */
	completeLate(callId: string, token: string, result: LateToolResult): Promise<void>;
	/**
	 * Has a sentence spoken while the workflow of a call goes on.
	 *
	 * @throws VoiceAgentError `not_found`, `unauthorized`, or `conflict` when the call is over, the caller is gone, or the
	 * call has had all the sentences that it may have.
	 */
	reportProgress(callId: string, token: string, say: string): Promise<void>;
	/** Ends the connections to MCP servers. */
	close(): Promise<void>;
}
