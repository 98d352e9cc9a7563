import { APITimeoutError, voice } from '@livekit/agents';
import type { Logger } from 'pino';

/**
 * Lets the caller notice when a provider fails for good: by an apology, or by the end of the call when there is no voice
 * left to apologise with. A recogniser that fails for good ends the call by itself.
 *
 * @param options - `apologise`: Says a sentence.
 * `giveUp`: Ends the call as failed.
 */
export function answerProviderFailures(
	session: voice.AgentSession,
	options: { apologise: () => void; giveUp: () => void; logger: Logger },
): void {
	/** Nothing was heard since the voice failed. */
	let isMute = false;
	let owesApology = false;

	const apologise = (): void => {
		// A guess failed before the turn was over; what is said now would be dropped with the rest of the old turn.
		if (session.agentState === 'listening') owesApology = true;
		else options.apologise();
	};

	session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ oldState, newState }) => {
		if (newState === 'speaking') isMute = owesApology = false;
		if (!owesApology || oldState !== 'thinking' || newState !== 'listening') return;
		owesApology = false;
		options.apologise();
	});
	session.on(voice.AgentSessionEventTypes.Error, ({ error }) => {
		const recoverable = 'recoverable' in error && error.recoverable;
		options.logger.warn({ recoverable, error }, 'provider failed');
		if (recoverable) return;
		if (error.type === 'llm_error') return apologise();
		if (error.type !== 'tts_error') return;
		if (session.agentState === 'speaking') return apologise();
		// Whoever waited for all attempts to time out is not made to wait for as many again.
		if (isMute || error.error instanceof APITimeoutError) return options.giveUp();
		isMute = true;
		apologise();
	});
}
