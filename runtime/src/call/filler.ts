import type { WaitingLine } from './waiting-line.ts';

/** Silence that a caller does not notice yet. */
export const FILLER_DELAY_MS = 400;
/** When the answer drags on, the caller hears once more that the line is alive. */
const SECOND_FILLER_DELAY_MS = 8000;

/** What fills the silence of one slow tool. */
export interface Filler {
	/** Something better fills it for now: the next filler only when the answer drags on from here. */
	replaced(): void;
	stop(): void;
}

/**
 * Says something when an answer is slow, and once more when it drags on; never over somebody who speaks.
 *
 * @param speak - Resolves when it is said.
 */
export function startFiller(
	pause: Pick<WaitingLine, 'join'>,
	speak: () => Promise<unknown>,
): Filler {
	let leave = pause.join(speak, FILLER_DELAY_MS);
	const again = (): NodeJS.Timeout =>
		setTimeout(() => {
			leave();
			leave = pause.join(speak);
		}, SECOND_FILLER_DELAY_MS);
	let timer = again();
	const stop = (): void => {
		leave();
		clearTimeout(timer);
	};
	return {
		replaced() {
			stop();
			timer = again();
		},
		stop,
	};
}
