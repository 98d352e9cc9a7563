import type { ErrorBody, ErrorCode } from '../../contract/error';

export interface RuntimeFailure {
	/** HTTP status, or `unreachable`. */
	httpCode: string;
	answer: unknown;
	baseUrl: string;
	/** What to do next for this request, where it is not what {@link nextStep} says. */
	nextSteps?: NextSteps;
}

export type NextSteps = Partial<Record<ErrorCode, string>>;

export interface ErrorText {
	message: string;
	/** What the builder does next. */
	description: string;
}

/** What to do next, for the codes where the runtime's own sentence does not say it. */
const nextStep: NextSteps = {
	unauthorized: "Copy the runtime's RUNTIME_API_KEY into the Voice Agent Runtime credential.",
	conflict: 'Choose another name, or unpublish the workflow that has it.',
	tool_url_not_allowed:
		"Set the runtime's N8N_WEBHOOK_BASE_URL to this n8n's webhook address, or add its origin to N8N_ALLOWED_ORIGINS, and restart the runtime.",
	too_many_sessions:
		'Try again when a call has ended, or raise MAX_SESSIONS or the number of replicas.',
	shutting_down: 'Try again in a moment.',
	livekit_unreachable: "Check the runtime's LIVEKIT_URL and that LiveKit is running.",
	livekit_unauthorized: "Check the runtime's LIVEKIT_API_KEY and LIVEKIT_API_SECRET.",
};

const isErrorBody = (answer: unknown): answer is ErrorBody => {
	const error = (answer as ErrorBody | null | undefined)?.error;
	return typeof error?.code === 'string' && typeof error.message === 'string';
};

/** Turns a failed request to the runtime into a sentence and a next step for the n8n screen. */
export function describeRuntimeError({
	httpCode,
	answer,
	baseUrl,
	nextSteps = {},
}: RuntimeFailure): ErrorText {
	if (httpCode === 'unreachable') {
		return {
			message: 'The voice agent runtime cannot be reached',
			description: `Check that it is running and that n8n can open ${baseUrl}, the base URL in the Voice Agent Runtime credential.`,
		};
	}
	if (!isErrorBody(answer)) {
		return {
			message: `Something else than a voice agent runtime answered (HTTP ${httpCode})`,
			description: `Check the base URL in the Voice Agent Runtime credential: ${baseUrl}`,
		};
	}
	const { code, message, details = [] } = answer.error;
	return {
		message,
		description: [
			...details.map(({ field, problem }) => `${field}: ${problem}`),
			nextSteps[code] ??
				nextStep[code] ??
				(details.length > 0 ? '' : `The runtime's error code is ${code}.`),
		]
			.filter((line) => line !== '')
			.join(' '),
	};
}
