import { voice } from '@livekit/agents';
import { createWaitingLine, type WaitingLine } from './waiting-line.ts';

/**
 * What the caller said is a turn within this time after the last sound, with a slow transcript too; after it, the sound
 * was none.
 */
const UNANSWERED_LIMIT_MS = 5000;

/** Whose turn it is, for those who want to say something without having been asked. */
export interface Turns {
	/** Begins when nobody speaks; the agent may be working on an answer. */
	pause: WaitingLine;
	/** Begins between two turns: nobody speaks, and nobody waits for an answer. */
	boundary: WaitingLine;
	/** Whether the caller speaks, or has said something that the agent has not begun to answer. */
	callerWaits(): boolean;
	/** Lets begin what waits, if it may now; to be called when `mayStart` has changed. */
	look(): void;
	/** Nothing waits any more. */
	stop(): void;
}

/**
 * Follows the turns of a session.
 *
 * @param mayStart - Whether the agent may speak without being asked; what wants to waits until it may.
 */
export function watchTurns(
	session: voice.AgentSession,
	mayStart: () => boolean = () => true,
): Turns {
	let unanswered = false;
	let limit: NodeJS.Timeout | undefined;

	const callerWaits = (): boolean => unanswered || session.userState === 'speaking';
	const nobodySpeaks = (): boolean =>
		session.agentState !== 'speaking' && !callerWaits() && mayStart();
	const pause = createWaitingLine(nobodySpeaks);
	const boundary = createWaitingLine(() => nobodySpeaks() && session.agentState === 'listening');

	const look = (): void => {
		pause.look();
		boundary.look();
	};
	const answered = (): void => {
		unanswered = false;
		clearTimeout(limit);
		look();
	};

	session.on(voice.AgentSessionEventTypes.UserStateChanged, ({ newState }) => {
		clearTimeout(limit);
		if (newState === 'speaking') unanswered = true;
		else if (unanswered) limit = setTimeout(answered, UNANSWERED_LIMIT_MS);
		look();
	});
	session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
		// Pausing is what the agent does when it is interrupted; anything else is its answer.
		if (newState === 'thinking' || newState === 'speaking') answered();
		else look();
	});
	session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
		// The agent may have been thinking already, about a tool's answer.
		if (item.type === 'message' && item.role === 'user') answered();
	});
	session.on(voice.AgentSessionEventTypes.UserTranscriptionTimeout, answered);

	return {
		pause,
		boundary,
		callerWaits,
		look,
		stop() {
			clearTimeout(limit);
			pause.stop();
			boundary.stop();
		},
	};
}
