import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait for something in a call. */
export interface Patience {
	/** Give up after this long. */
	withinMs: number;
	/** Ends the wait with its reason. */
	signal?: AbortSignal;
}

/**
 * Looks every 10 ms until there is something to find. Instants are read from what was found, never from when it was
 * found, so looking adds nothing to a measurement.
 *
 * @returns what `find` returned, or undefined when the time was up
 * @throws the signal's reason when it aborts
 */
export async function until<T>(
	find: () => T | undefined,
	{ withinMs, signal }: Patience,
): Promise<T | undefined> {
	const giveUpAt = performance.now() + withinMs;
	for (;;) {
		signal?.throwIfAborted();
		const found = find();
		if (found !== undefined || performance.now() >= giveUpAt) return found;
		await sleep(10);
	}
}
