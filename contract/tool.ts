/** JSON Schema (draft 2020-12 subset that models understand) of a tool's arguments; always `type: object`. */
export type JsonSchema = Record<string, unknown>;

/** What the model may call and how the runtime treats the call. */
export interface ToolDefinition {
	/** `^[a-zA-Z][a-zA-Z0-9_]{0,63}$`, unique per runtime. */
	name: string;
	/** Tells the model when to use the tool. */
	description: string;
	parameters: JsonSchema;
	/** The caller must say yes to a read-back of exactly the arguments before the tool runs. */
	requiresConfirmation: boolean;
	/** The tool changes something in the world, so an identical call in the same session is not repeated. */
	sideEffect: boolean;
	/** Hard deadline of one call in milliseconds. Default 30000. */
	timeoutMs: number;
	/** Spoken when the answer is slow; empty for the runtime's own phrase. */
	fillerText: string;
}

export const TOOL_NAME_PATTERN = '^[a-zA-Z][a-zA-Z0-9_]{0,63}$';
export const DEFAULT_TOOL_TIMEOUT_MS = 30_000;

/** Body of `PUT /v1/tools/{registrationId}`, sent by a Voice Agent Trigger when its workflow is published or listens. */
export interface ToolRegistration extends ToolDefinition {
	/** A `test` registration shadows the `production` one for one call or 120 s and never replaces it. */
	slot: 'production' | 'test';
	/** The n8n webhook that runs the workflow. Its origin must be an allowed one. */
	url: string;
	workflow: { id: string; name: string };
	/** The URL answers a signed `tool.ping` without an execution. Nothing else is ever pinged. Default false. */
	answersPing?: boolean;
}

/** `ready`, or `broken`; a warning or a problem is one sentence that says what the builder should do. */
export type ToolState =
	{ status: 'ready'; warning?: string } | { status: 'broken'; problem: string };

/** An entry of `GET /v1/tools`. */
export interface RegisteredTool extends ToolRegistration {
	registrationId: string;
	state: ToolState;
	/** When the runtime last pinged the tool, and how long the answer took; absent before the first answer. */
	lastPing?: ToolPingReport;
	/** ISO 8601. */
	updatedAt: string;
}

export interface ToolPingReport {
	/** ISO 8601. */
	at: string;
	/** Milliseconds from the last byte that was sent to the answer. */
	roundTripMs: number;
}
