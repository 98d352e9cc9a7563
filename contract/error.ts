/**
 * Every failure that crosses a boundary carries one of these codes. A code is public contract: callers switch on it,
 * so a code is added, never renamed.
 */
export const errorCodes = {
	/** The request is malformed; `details` names the fields. */
	invalid_request: { retryable: false },
	/** The bearer key, signature or one-time token is missing or wrong. */
	unauthorized: { retryable: false },
	/** A message that is not signed with the runtime's N8N_WEBHOOK_SECRET, or by a clock that is far off. */
	signature_invalid: { retryable: false },
	not_found: { retryable: false },
	/** The thing exists in another state than the request needs, or the name is taken. */
	conflict: { retryable: false },
	payload_too_large: { retryable: false },
	/** A tool URL whose origin is neither N8N_WEBHOOK_BASE_URL's nor in N8N_ALLOWED_ORIGINS. */
	tool_url_not_allowed: { retryable: false },
	/** MAX_SESSIONS calls are running. */
	too_many_sessions: { retryable: true },
	/** The runtime is draining before it stops. */
	shutting_down: { retryable: true },
	livekit_unreachable: { retryable: true },
	/** LiveKit refused LIVEKIT_API_KEY or LIVEKIT_API_SECRET. */
	livekit_unauthorized: { retryable: false },
	n8n_unreachable: { retryable: true },
	/** n8n answered a tool call in a way that says the workflow failed. */
	tool_failed: { retryable: false },
	tool_timeout: { retryable: false },
	/** n8n has no published workflow at the tool's URL. */
	tool_not_published: { retryable: false },
	/** The model's arguments do not fit the tool's JSON Schema. */
	tool_arguments_invalid: { retryable: false },
	/** The tool needs a spoken yes to exactly these arguments first. */
	confirmation_required: { retryable: false },
	provider_failed: { retryable: true },
	/** A start-up setting is missing or malformed. */
	configuration_invalid: { retryable: false },
	internal: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** One faulty field of a request or one faulty environment variable. Never holds the value itself. */
export interface FieldProblem {
	/** Dotted path (`agent.turnProfile`) or variable name (`RUNTIME_API_KEY`). */
	field: string;
	/** One sentence that says what is expected. */
	problem: string;
}

/** The body of every error answer of the runtime's HTTP API. */
export interface ErrorBody {
	error: { code: ErrorCode; message: string; retryable: boolean; details?: FieldProblem[] };
}

/** The only error class of this project; mapped once at each edge (HTTP body, n8n error, spoken sentence). */
export class VoiceAgentError extends Error {
	override readonly name = 'VoiceAgentError';
	readonly code: ErrorCode;
	/** Whether the same request may succeed when it is sent again later. */
	readonly retryable: boolean;
	readonly details: FieldProblem[] | undefined;

	constructor(
		code: ErrorCode,
		message: string,
		options: { cause?: unknown; details?: FieldProblem[] } = {},
	) {
		super(message, 'cause' in options ? { cause: options.cause } : undefined);
		this.code = code;
		this.retryable = errorCodes[code].retryable;
		this.details = options.details;
	}
}
