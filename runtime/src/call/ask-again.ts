/** Shorter sounds are a cough or an "mhm", which nobody expects an answer to. */
const SHORTEST_SPEECH_MS = 400;
/** Whoever was asked and is not understood again hears so; after that it is a radio in the room. */
const MOST_QUESTIONS = 2;

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
 * never understood. Asks twice at most until something was understood: a radio in the room is no caller.
 *
 * @param options - `canAsk`: False while the agent speaks or works.
 */
export function createAskAgain(options: { ask: () => void; canAsk: () => boolean }): AskAgain {
	let asked = 0;
	let known = { startedAt: 0, durationMs: 0 };
	return {
		unheard(speech) {
			const knownMs = speech.startedAt === known.startedAt ? known.durationMs : 0;
			known = { ...speech };
			const isLong = speech.durationMs - knownMs >= SHORTEST_SPEECH_MS;
			if (asked === MOST_QUESTIONS || !isLong || !options.canAsk()) return;
			asked++;
			options.ask();
		},
		understood() {
			asked = 0;
		},
	};
}
