import { ServerError } from 'livekit-server-sdk';
import { VoiceAgentError } from '../../../contract/error.ts';

/** Says in a user's words why LiveKit's server API did not do what was asked. */
export function liveKitFailure(error: unknown): VoiceAgentError {
	if (!(error instanceof ServerError)) {
		return new VoiceAgentError(
			'livekit_unreachable',
			`LiveKit cannot be reached at LIVEKIT_URL (${networkReason(error)}). Check the address and that the server is running.`,
			{ cause: error },
		);
	}
	if (error.status === 401 || error.status === 403) {
		const culprit = /api key/i.test(error.message) ? 'LIVEKIT_API_KEY' : 'LIVEKIT_API_SECRET';
		return new VoiceAgentError(
			'livekit_unauthorized',
			`LiveKit refused ${culprit}. Use a key and a secret that belong together and to the project of LIVEKIT_URL.`,
			{ cause: error },
		);
	}
	if (error.status >= 500 || error.status === 429) {
		return new VoiceAgentError(
			'livekit_unreachable',
			`LiveKit answered with HTTP ${error.status}. Try again in a moment.`,
			{ cause: error },
		);
	}
	if (error.code === undefined) {
		return new VoiceAgentError(
			'livekit_unreachable',
			`What answers at LIVEKIT_URL is not a LiveKit server (HTTP ${error.status}).`,
			{ cause: error },
		);
	}
	return new VoiceAgentError('internal', `LiveKit refused a request: ${error.code}.`, {
		cause: error,
	});
}

/** LiveKit's word for a room or participant that does not exist. */
export const isNotFound = (error: unknown): boolean =>
	error instanceof ServerError && error.code === 'not_found';

function networkReason(error: unknown): string {
	for (let reason = error; reason instanceof Error; reason = reason.cause) {
		if (reason.name === 'TimeoutError') return 'no answer in time';
		if ('code' in reason && typeof reason.code === 'string') return reason.code;
		if (reason instanceof SyntaxError) return 'the answer is not JSON';
	}
	return 'the connection failed';
}
