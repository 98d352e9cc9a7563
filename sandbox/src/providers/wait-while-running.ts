/** A wait that can be given up. */
export interface Wait {
	stop(): void;
}

/** What a standstill counts at most. */
const STEP_MS = 50;

/**
 * Calls back after so much time during which this process ran. After a standstill, as on a crowded machine, every timer
 * is due before anything is read that has arrived meanwhile; this one then goes on waiting.
 */
export function waitWhileRunning(ms: number, action: () => void): Wait {
	let leftMs = ms;
	let timer: NodeJS.Timeout | undefined;
	const step = (): void => {
		if (leftMs <= 0) return action();
		const stepMs = Math.min(STEP_MS, leftMs);
		leftMs -= stepMs;
		timer = setTimeout(step, stepMs);
	};
	step();
	return { stop: () => clearTimeout(timer) };
}
