import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DeliveryRow, Outbox } from './outbox.ts';
import type { SendMessage } from './send-message.ts';

const FIRST_PAUSE_MS = 500;
/** So soon after n8n is back does it hear what it missed. */
const LONGEST_PAUSE_MS = 30_000;
const MAX_IN_FLIGHT = 20;
/** Wakes by itself now and then, in case the clock was set. */
const LONGEST_SLEEP_MS = 60_000;
/** What happened just before the stop still goes out; the rest goes out after the next start. */
const LAST_MESSAGES_MS = 2000;

/** Empties the outbox: in order within a queue, side by side otherwise. */
export interface MessageDelivery {
	/** Something was added, or may be tried again. */
	wake(): void;
	/** Begins; what the last process left is delivered first. Returns what stops it. */
	start(): () => Promise<void>;
}

/**
 * Exponential with jitter, so that many messages that fail together do not come back together.
 *
 * @param attempts - How many have failed.
 * @param random - From 0 to 1.
 */
export function pauseAfter(attempts: number, random: number): number {
	const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
	return Math.round(longest * (0.5 + random / 2));
}

export function createMessageDelivery(options: {
	outbox: Pick<Outbox, 'heads' | 'claim' | 'release' | 'settle'>;
	/** Whether other processes deliver from the same outbox. */
	shared: boolean;
	send: SendMessage;
	now: () => number;
	random: () => number;
	logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
}): MessageDelivery {
	const { outbox, send, now, logger } = options;
	const inFlight = new Map<string, Promise<void>>();
	const stopped = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	let running = false;
	let looking: Promise<void> | undefined;
	let lookAgain = false;

	async function attempt(row: DeliveryRow): Promise<void> {
		if (!(await outbox.claim(row.position))) return;
		const verdict = await send(row, stopped.signal);
		// Whether it arrived is not known; the next process sends it again under the same id.
		if (stopped.signal.aborted && verdict.kind !== 'delivered') return outbox.release(row.position);
		const about = { deliveryId: row.id, type: row.type, attempts: row.attempts + 1 };
		if (verdict.kind === 'delivered') {
			await outbox.settle(row.position, { status: 'delivered' });
			logger.debug(about, 'delivered');
			return;
		}
		const { problem } = verdict;
		const pauseMs =
			(verdict.kind === 'again' ? verdict.afterMs : undefined) ??
			pauseAfter(row.attempts + 1, options.random());
		const nextAtMs = now() + pauseMs;
		if (verdict.kind === 'never' || nextAtMs > row.expires_at_ms) {
			await outbox.settle(row.position, { status: 'dead', problem });
			logger.warn({ ...about, problem }, 'delivery given up');
		} else {
			await outbox.settle(row.position, { status: 'pending', problem, nextAtMs });
			// A long outage is told once.
			if (row.attempts === 0) logger.warn({ ...about, problem }, 'delivery will be tried again');
		}
	}

	async function look(): Promise<void> {
		let sleepMs = LONGEST_SLEEP_MS;
		// One of these may end while the outbox is read, and then stands in what was read as if it had not.
		const busy = new Set(inFlight.keys());
		for (const row of await outbox.heads(MAX_IN_FLIGHT * 2)) {
			if (!running || inFlight.size >= MAX_IN_FLIGHT) break;
			if (busy.has(row.queue)) continue;
			if (row.next_at_ms > now()) {
				sleepMs = Math.min(sleepMs, row.next_at_ms - now());
				break;
			}
			const attempted = attempt(row)
				.catch((error: unknown) => logger.error({ error }, 'a delivery could not be noted'))
				.finally(() => {
					inFlight.delete(row.queue);
					wake();
				});
			inFlight.set(row.queue, attempted);
		}
		clearTimeout(timer);
		if (running) timer = setTimeout(wake, sleepMs).unref();
	}

	function wake(): void {
		if (!running) return;
		if (looking) {
			lookAgain = true;
			return;
		}
		looking = look()
			.catch((error: unknown) => logger.error({ error }, 'the outbox cannot be read'))
			.finally(() => {
				looking = undefined;
				if (!lookAgain) return;
				lookAgain = false;
				wake();
			});
	}

	async function begin(): Promise<void> {
		try {
			// What the process before this one had in its hands when it died.
			if (!options.shared) await outbox.release();
		} catch (error) {
			logger.error({ error }, 'the outbox cannot be read');
		}
		wake();
	}

	async function settled(): Promise<void> {
		while (looking ?? inFlight.size > 0) {
			await Promise.all([looking, ...inFlight.values()]);
		}
	}

	return {
		wake,
		start: () => {
			running = true;
			void begin();
			return async () => {
				const late = new AbortController();
				wake();
				const limit = sleep(LAST_MESSAGES_MS, undefined, { signal: late.signal }).catch(() => {});
				await Promise.race([settled(), limit]);
				late.abort();
				running = false;
				clearTimeout(timer);
				stopped.abort();
				await settled();
			};
		},
	};
}
