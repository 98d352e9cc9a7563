import type { ReadBack } from './confirmation.ts';

/** Tool calls that one session may make, whatever becomes of them. */
export const MAX_CALLS_PER_SESSION = 50;
/** A model in a loop calls faster than any conversation needs. */
export const MAX_CALLS_PER_WINDOW = 5;
export const RATE_WINDOW_MS = 10_000;

/** What a running session remembers; it dies with the session's call process, so it needs no table. */
export interface SessionState {
	/** What waits for the caller's yes. */
	waiting: ReadBack | undefined;
	/** @returns false when the session has used up its budget or calls too fast. */
	spend(now: number): boolean;
	/** Runs one decision at a time, so that two calls of one turn cannot both pass the same gate. */
	inTurn<T>(decide: () => Promise<T>): Promise<T>;
}

export function createSessionState(): SessionState {
	let spent = 0;
	let recent: number[] = [];
	let last: Promise<unknown> = Promise.resolve();
	return {
		waiting: undefined,

		spend(now) {
			recent = recent.filter((at) => at > now - RATE_WINDOW_MS);
			if (spent >= MAX_CALLS_PER_SESSION || recent.length >= MAX_CALLS_PER_WINDOW) return false;
			spent++;
			recent.push(now);
			return true;
		},

		inTurn(decide) {
			const decision = last.then(decide);
			last = decision.catch(() => undefined);
			return decision;
		},
	};
}
