import type { ErrorRequestHandler, RequestHandler } from 'express';
import { VoiceAgentError, type ErrorBody, type ErrorCode } from '../../../contract/error.ts';
import type { Logger } from '../telemetry/log.ts';

/** The one place where an error becomes an HTTP status. */
export const errorStatus = {
	invalid_request: 400,
	unauthorized: 401,
	signature_invalid: 403,
	not_found: 404,
	conflict: 409,
	payload_too_large: 413,
	tool_url_not_allowed: 422,
	too_many_sessions: 429,
	shutting_down: 503,
	livekit_unreachable: 503,
	livekit_unauthorized: 502,
	n8n_unreachable: 503,
	tool_failed: 502,
	tool_timeout: 504,
	tool_not_published: 409,
	tool_arguments_invalid: 400,
	confirmation_required: 409,
	provider_failed: 502,
	configuration_invalid: 500,
	internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** Answers every error as `{ error: { code, message, retryable, details? } }`; what is unexpected is only logged. */
export function handleError(logger: Logger): ErrorRequestHandler {
	// Express tells error handlers from others by their four parameters.
	return (error: unknown, _request, response, next) => {
		const failure = toVoiceAgentError(error);
		const status = errorStatus[failure.code];
		if (status >= 500) {
			const requestId = response.getHeader('x-request-id');
			// What has a code of its own was to be expected; the stack would only tell where it was noticed.
			if (failure.code === 'internal') logger.error({ requestId, error }, 'a request failed');
			else logger.warn({ requestId, code: failure.code, cause: failure.cause }, failure.message);
		}
		if (response.headersSent) {
			next(error);
			return;
		}
		const { code, message, retryable, details } = failure;
		const body: ErrorBody = { error: { code, message, retryable, ...(details && { details }) } };
		if (code === 'unauthorized') response.setHeader('www-authenticate', 'Bearer');
		if (retryable && status !== 500) response.setHeader('retry-after', '5');
		response.status(status).json(body);
	};
}

/** Everything that no route answers. */
export const notFound: RequestHandler = (request) => {
	throw new VoiceAgentError('not_found', `There is no ${request.method} ${request.path}.`);
};

function toVoiceAgentError(error: unknown): VoiceAgentError {
	if (error instanceof VoiceAgentError) return error;
	const type = error instanceof Error && 'type' in error ? error.type : undefined;
	if (type === 'entity.too.large') {
		return new VoiceAgentError('payload_too_large', 'The request body is too large.');
	}
	if (type === 'entity.parse.failed') {
		return new VoiceAgentError('invalid_request', 'The request body is not JSON.');
	}
	// What express itself refuses: a malformed path or encoding.
	if (error instanceof Error && 'status' in error && error.status === 400) {
		return new VoiceAgentError('invalid_request', 'The request is malformed.');
	}
	return new VoiceAgentError('internal', 'Something went wrong in the runtime.', { cause: error });
}
