import type { Turns } from './turns.ts';

/** What waits to be said about one call. */
interface OpenCall {
	pending: boolean;
	onSpeaking: () => void;
	/** Each takes one sentence back that was not said yet. */
	takeBack: (() => void)[];
}

/** Sentences of workflows that go on. */
export interface ProgressLine {
	/**
	 * Lets a call have sentences spoken from now on.
	 *
	 * @param onSpeaking - Told when a sentence has come, which fills the silence better than a filler.
	 * @returns `end` takes back what was not said; a call that is pending may go on to have sentences spoken.
	 */
	begin(callId: string, onSpeaking: () => void): { end(how: { pending: boolean }): void };
	/** A sentence came in; without its call it is too late. */
	say(callId: string, text: string): void;
	/** The call has its result: what it wanted to say on the way is void. */
	finish(callId: string): void;
}

/** @param sayAside - Speaks what the model need not know of; resolves when it is said. */
export function createProgressLine(options: {
	turns: Pick<Turns, 'pause' | 'boundary'>;
	sayAside: (text: string) => Promise<unknown>;
}): ProgressLine {
	const { turns, sayAside } = options;
	const calls = new Map<string, OpenCall>();

	function finish(callId: string): void {
		for (const takeBack of calls.get(callId)?.takeBack ?? []) takeBack();
		calls.delete(callId);
	}

	return {
		begin(callId, onSpeaking) {
			const call: OpenCall = { pending: false, onSpeaking, takeBack: [] };
			calls.set(callId, call);
			return {
				end({ pending }) {
					if (pending) call.pending = true;
					else finish(callId);
				},
			};
		},

		say(callId, text) {
			const call = calls.get(callId);
			if (!call) return;
			if (!call.pending) call.onSpeaking();
			// The caller of a pending call talks about something else, and is not interrupted.
			const line = call.pending ? turns.boundary : turns.pause;
			call.takeBack.push(line.join(() => sayAside(text)));
		},

		finish,
	};
}
