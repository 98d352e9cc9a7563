import type { CallToolRequest } from '../channel/messages.ts';
import { judgeReply } from './reply.ts';

/** The arguments that the agent was told to read back, and when. A session waits for one yes at a time. */
export interface ReadBack {
	tool: string;
	argumentsHash: string;
	/** The caller's turn in which the read-back was asked for. */
	turn: number;
}

export interface ConfirmationRequest {
	tool: string;
	argumentsHash: string;
	turn: CallToolRequest['turn'];
}

export type Confirmation =
	/** The yes is used up: nothing waits any more. */
	| { execute: true }
	| {
			execute: false;
			reason: 'new' | 'changed' | 'same_turn' | 'unclear' | 'refused';
			/** What waits for a yes now; absent after a refusal. */
			waiting?: ReadBack;
	  };

/**
 * Decides whether a call may run. It runs only when a later turn of the caller, which agrees and does not refuse,
 * followed the read-back of exactly these arguments, with no refusal in between. Everything else reads back again or
 * drops the request.
 */
export function confirm(waiting: ReadBack | undefined, request: ConfirmationRequest): Confirmation {
	const { tool, argumentsHash, turn } = request;
	const readBack = { tool, argumentsHash, turn: turn.number };
	if (waiting?.tool !== tool) return { execute: false, reason: 'new', waiting: readBack };
	if (waiting.argumentsHash !== argumentsHash) {
		return { execute: false, reason: 'changed', waiting: readBack };
	}
	if (turn.number <= waiting.turn) return { execute: false, reason: 'same_turn', waiting };
	const repliesBetween = turn.number - waiting.turn - 1;
	const between = repliesBetween === 0 ? [] : (turn.earlierTexts ?? []).slice(-repliesBetween);
	if (between.some((text) => judgeReply(text, tool) === 'refusal')) {
		return { execute: false, reason: 'new', waiting: readBack };
	}
	switch (judgeReply(turn.userText, tool)) {
		case 'agreement':
			return { execute: true };
		case 'refusal':
			return { execute: false, reason: 'refused' };
		case 'unclear':
			return { execute: false, reason: 'unclear', waiting: readBack };
	}
}
