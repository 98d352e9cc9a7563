/** What keeps a call from being idle. */
export type Activity = 'user' | 'agent' | 'tool' | 'mute';

export interface IdleTimer {
	/** The timer rests while any activity is on, and starts anew when the last one goes off. */
	set(activity: Activity, on: boolean): void;
	stop(): void;
}

/**
 * Calls `onIdle` once nobody has spoken and no tool has run for `timeoutMs`.
 *
 * @param options - `timeoutMs` 0 for never.
 */
export function createIdleTimer(options: { timeoutMs: number; onIdle: () => void }): IdleTimer {
	const active = new Set<Activity>();
	let stopped = options.timeoutMs === 0;
	let timer: NodeJS.Timeout | undefined;
	const restart = (): void => {
		clearTimeout(timer);
		if (!stopped && active.size === 0) timer = setTimeout(options.onIdle, options.timeoutMs);
	};
	restart();
	return {
		set(activity, on) {
			if (active.has(activity) === on) return;
			if (on) active.add(activity);
			else active.delete(activity);
			restart();
		},
		stop() {
			stopped = true;
			clearTimeout(timer);
		},
	};
}
