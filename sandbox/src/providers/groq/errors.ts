/** The body of every error answer. */
export interface GroqErrorBody {
	error: {
		message: string;
		type: string;
		code?: string;
		failed_generation?: string;
		status_code?: number;
	};
}

export const invalidKey: GroqErrorBody = {
	error: { message: 'Invalid API Key', type: 'invalid_request_error', code: 'invalid_api_key' },
};

export const modelNotFound = (model: unknown): GroqErrorBody => ({
	error: {
		message: `The model \`${String(model)}\` does not exist or you do not have access to it.`,
		type: 'invalid_request_error',
		code: 'model_not_found',
	},
});

export const invalidRequest = (message: string): GroqErrorBody => ({
	error: { message, type: 'invalid_request_error' },
});

/** What Groq says when the model's own tool call does not fit the tool's schema. */
export const toolUseFailed = (tool: string): GroqErrorBody => ({
	error: {
		message: `Tool call validation failed: tool call validation failed: parameters for tool ${tool} did not match schema: errors: [missing properties: 'query']`,
		type: 'invalid_request_error',
		code: 'tool_use_failed',
		failed_generation: JSON.stringify({ name: tool, arguments: {} }),
		status_code: 400,
	},
});

/** The body that goes with an injected HTTP status. */
export const simulatedFailure = (status: number, retryAfterSeconds = 1): GroqErrorBody =>
	status === 429
		? {
				error: {
					message: `Rate limit reached for model in organization on tokens per minute (TPM). Please try again in ${retryAfterSeconds}s.`,
					type: 'tokens',
					code: 'rate_limit_exceeded',
				},
			}
		: status === 401
			? invalidKey
			: { error: { message: 'Internal Server Error', type: 'internal_server_error' } };
