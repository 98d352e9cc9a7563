/** Silence that a caller does not notice yet. */
export const FILLER_DELAY_MS = 400;
/** When the answer drags on, the caller hears once more that the line is alive. */
const SECOND_FILLER_DELAY_MS = 8000;

/**
 * Says something when an answer is slow, at most twice; never over somebody who speaks.
 *
 * @param options - `speak` returns false when it could not speak now.
 * @returns stops it.
 */
export function startFiller(options: { speak: () => void; canSpeak: () => boolean }): () => void {
	const say = (): void => {
		if (options.canSpeak()) options.speak();
	};
	const timers = [FILLER_DELAY_MS, SECOND_FILLER_DELAY_MS].map((delayMs) =>
		setTimeout(say, delayMs),
	);
	return () => timers.forEach(clearTimeout);
}
