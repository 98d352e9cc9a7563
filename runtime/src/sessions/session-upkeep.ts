import type { Logger } from '../telemetry/log.ts';
import type { Conclusions } from './conclude-session.ts';
import type { FinishSession } from './finish-session.ts';
import type { LocalSessions } from './local-sessions.ts';
import type { SessionRow, SessionRows } from './session-rows.ts';
import type { SessionWaits } from './session-waits.ts';
import type { SessionWatch } from './watch-sessions.ts';

/** What a process does for sessions unasked: after it has started, while it runs, and before it stops. */
export interface SessionUpkeep {
	/** How many sessions are not over; with other replicas, how many calls run here. */
	unfinished(): Promise<number>;
	/** Ends what an earlier process left open; to be called before anything can be started. */
	recover(): Promise<void>;
	/** Begins to end what is overdue; returns what stops it. */
	watch(): () => void;
	/** Ends sessions that nobody joined yet, because the process is about to stop. */
	abandonWaiting(): Promise<void>;
	/** Ends what is still open because the process stops. */
	abandon(): Promise<void>;
}

const LOOK_AFTER_OTHERS_EVERY_MS = 30_000;
/** Reading a transcript takes 20 s at most; later, its replica is gone. */
const CONCLUDED_WITHIN_MS = 60_000;

/** @param options - `shared`: Other replicas use the same store: what is not this process's own may be theirs. */
export function createSessionUpkeep(options: {
	shared: boolean;
	rows: SessionRows;
	finish: FinishSession;
	local: LocalSessions;
	watch: SessionWatch;
	waits: Pick<SessionWaits, 'start'>;
	conclusions: Conclusions;
	logger: Logger;
}): SessionUpkeep {
	const { shared, rows, finish, local, conclusions, logger } = options;

	const ownUnfinished = async (): Promise<SessionRow[]> =>
		(await rows.unfinished()).filter(({ id }) => !shared || local.carries(id));

	/** A replica that died leaves transcripts unread, and one that was faster leaves this one with a session that is over. */
	const lookAfterOthers = async (): Promise<void> => {
		await conclusions.recover(CONCLUDED_WITHIN_MS);
		const unfinished = new Set((await rows.unfinished()).map(({ id }) => id));
		for (const id of local.carried()) if (!unfinished.has(id)) local.end(id);
	};

	return {
		unfinished: async () => (shared ? local.carried() : await rows.unfinished()).length,
		recover: async () => {
			// Calls of this process cannot have outlived the one before it; those of other replicas are watched instead.
			if (shared) return conclusions.recover(CONCLUDED_WITHIN_MS);
			for (const { id } of await rows.unfinished()) await finish(id, 'runtime_stopped', true);
			await conclusions.recover(0);
		},
		watch: () => {
			const stops = [options.watch.start(), options.waits.start()];
			if (shared) {
				const timer = setInterval(() => {
					lookAfterOthers().catch((error: unknown) =>
						logger.error({ error }, 'what other replicas left cannot be looked for'),
					);
				}, LOOK_AFTER_OTHERS_EVERY_MS);
				timer.unref();
				stops.push(() => clearInterval(timer));
			}
			return () => {
				for (const stop of stops) stop();
			};
		},
		abandonWaiting: async () => {
			for (const { id, status } of await ownUnfinished()) {
				if (status !== 'active') await finish(id, 'runtime_stopped', true);
			}
		},
		abandon: async () => {
			for (const { id } of await ownUnfinished()) await finish(id, 'runtime_stopped', true);
			await conclusions.settled();
		},
	};
}
