/** The times at which something ran, perhaps several at once. */
export interface BusyTimes {
	/** Runs it and remembers when. */
	during<Result>(run: () => Promise<Result>): Promise<Result>;
	/** How much of the time between two instants (milliseconds since the epoch) anything ran. */
	msBetween(from: number, to: number): number;
}

const KEPT = 100;

/** @param now - Milliseconds since the epoch. */
export function createBusyTimes(now: () => number): BusyTimes {
	let runs: { from: number; to: number }[] = [];
	return {
		async during(run) {
			const one = { from: now(), to: Infinity };
			runs = [...runs, one].slice(-KEPT);
			try {
				return await run();
			} finally {
				one.to = now();
			}
		},
		msBetween(from, to) {
			let busyMs = 0;
			let counted = from;
			// In the order of their beginnings, so that what overlaps counts once.
			for (const run of runs) {
				const begin = Math.max(run.from, counted);
				const end = Math.min(run.to, to);
				if (end <= begin) continue;
				busyMs += end - begin;
				counted = end;
			}
			return busyMs;
		},
	};
}
