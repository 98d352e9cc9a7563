import { createSeenIds } from '../shared/seenIds';

/** What became of a delivery that this process has had before. */
export type Progress = 'new' | 'starting' | 'started';

/** The deliveries for which this process of n8n starts a workflow, or has started one. */
export interface DeliveriesInHand {
	/**
	 * Takes a delivery in hand unless it is. Synchronous, so that of two at once only one is new.
	 *
	 * @param now - Milliseconds since the epoch.
	 */
	take(key: string, now: number): Progress;
	/** Its workflow runs. */
	started(key: string): void;
}

const REMEMBERED = 10_000;
/** What has not begun by then never will: n8n could not start it, or another process of n8n did. */
const START_LIMIT_MS = 20_000;

export function createDeliveriesInHand(): DeliveriesInHand {
	const started = createSeenIds(REMEMBERED);
	/** Oldest first. */
	const starting = new Map<string, number>();
	return {
		take(key, now) {
			for (const [oldest, since] of starting) {
				if (now - since < START_LIMIT_MS) break;
				starting.delete(oldest);
			}
			if (started.has(key)) return 'started';
			if (starting.has(key)) return 'starting';
			starting.set(key, now);
			return 'new';
		},
		started(key) {
			starting.delete(key);
			started.add(key);
		},
	};
}

/** Those of every Event Trigger in this process. */
export const deliveriesInHand = createDeliveriesInHand();
