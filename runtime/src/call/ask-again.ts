/** Shorter sounds are a cough or an "mhm", which nobody expects an answer to. */
const SHORTEST_SPEECH_MS = 400;

export interface AskAgain {
	/**
	 * Somebody spoke and no words came of it in time.
	 *
	 * @param speech - `durationMs`: Of all speech without words since `startedAt`, which moves on with each turn.
	 */
	unheard(speech: { startedAt: number; durationMs: number }): void;
	/** Words arrived. */
	understood(): void;
}

/**
 * Asks the caller to say it again when speech stayed without words, so that nobody waits for an answer to what was
 * never understood. Asks once, and not again before something was understood: a radio in the room is no caller.
 *
 * @param options - `canAsk`: False while the agent speaks or works.
 */
export function createAskAgain(options: { ask: () => void; canAsk: () => boolean }): AskAgain {
	let asked = false;
	let known = { startedAt: 0, durationMs: 0 };
	return {
		unheard(speech) {
			const knownMs = speech.startedAt === known.startedAt ? known.durationMs : 0;
			known = { ...speech };
			if (asked || speech.durationMs - knownMs < SHORTEST_SPEECH_MS || !options.canAsk()) return;
			asked = true;
			options.ask();
		},
		understood() {
			asked = false;
		},
	};
}
