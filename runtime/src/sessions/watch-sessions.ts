import type { EndReason } from '../../../contract/session.ts';
import type { RoomEvent } from '../livekit/webhooks.ts';
import type { Logger } from '../telemetry/log.ts';
import type { FinishSession } from './finish-session.ts';
import { configOf } from './session-record.ts';
import { isFinal, type SessionRow, type SessionRows } from './session-rows.ts';

/** A call reports every 5 s. */
const SILENT_CALL_MS = 20_000;
/** LiveKit hands a job to a worker within seconds; then the call reports in. */
const AGENT_START_MS = 60_000;
/** The call itself ends at its limits; this is the time that it gets before it is not asked any more. */
const GRACE_MS = 15_000;
/** From LiveKit's word that somebody is gone to the end of the session, unless the call reports first. */
const ROOM_CLOSED_MS = 5000;
const AGENT_LEFT_MS = 5000;
const CALLER_LEFT_MS = 30_000;

const SWEEP_EVERY_MS = 1000;

interface End {
	endReason: EndReason;
	failed: boolean;
}

/** Sees to it that no session stays open because something died. */
export interface SessionWatch {
	/** Ends the session after `withinMs` unless it is over by then. */
	expectEnd(sessionId: string, end: End, withinMs: number): void;
	/** To be called when a session is over. */
	forget(sessionId: string): void;
	/** LiveKit's own view of the room, a safety net under the call's reports. */
	observeRoom(row: SessionRow, event: RoomEvent): void;
	/** Ends every session that is overdue. */
	sweep(): Promise<void>;
	/** Sweeps every second until the returned function is called. */
	start(): () => void;
}

export function createSessionWatch(options: {
	rows: SessionRows;
	finish: FinishSession;
	/** Whether the session's caller is in its room. */
	callerIsThere: (row: SessionRow) => Promise<boolean>;
	now: () => number;
	logger: Logger;
}): SessionWatch {
	const { rows, finish, now } = options;
	const expected = new Map<string, End & { atMs: number }>();

	const expectEnd: SessionWatch['expectEnd'] = (sessionId, end, withinMs) => {
		const known = expected.get(sessionId);
		const atMs = now() + withinMs;
		if (!known || atMs < known.atMs) expected.set(sessionId, { ...end, atMs });
	};

	const sweep = async (): Promise<void> => {
		for (const row of await rows.unfinished()) {
			const planned = expected.get(row.id);
			const end = planned && planned.atMs <= now() ? planned : overdue(row, now());
			// LiveKit may have told another replica that the caller is back.
			if (
				end === planned &&
				end?.endReason === 'caller_left' &&
				(await options.callerIsThere(row))
			) {
				expected.delete(row.id);
			} else if (end) await finish(row.id, end.endReason, end.failed);
		}
	};

	return {
		expectEnd,
		forget: (sessionId) => void expected.delete(sessionId),
		observeRoom: (row, { event, participant }) => {
			if (isFinal(row.status)) return;
			const isCaller = participant?.identity === configOf(row).participant.identity;
			if (event === 'room_finished') {
				const endReason = row.status === 'active' ? 'caller_left' : 'nobody_joined';
				expectEnd(row.id, { endReason, failed: false }, ROOM_CLOSED_MS);
			} else if (event === 'participant_left' && participant?.isAgent) {
				expectEnd(row.id, { endReason: 'agent_lost', failed: true }, AGENT_LEFT_MS);
			} else if (event === 'participant_left' && isCaller) {
				expectEnd(row.id, { endReason: 'caller_left', failed: false }, CALLER_LEFT_MS);
			} else if (event === 'participant_joined' && isCaller) {
				// The page was reloaded.
				if (expected.get(row.id)?.endReason === 'caller_left') expected.delete(row.id);
			}
		},
		sweep,
		start: () => {
			let running = false;
			const timer = setInterval(() => {
				if (running) return;
				running = true;
				sweep()
					.catch((error: unknown) =>
						options.logger.error({ error }, 'the watch over sessions failed'),
					)
					.finally(() => {
						running = false;
					});
			}, SWEEP_EVERY_MS);
			timer.unref();
			return () => clearInterval(timer);
		},
	};
}

/** Why a session should be over by now, or undefined. */
function overdue(row: SessionRow, nowMs: number): End | undefined {
	const ageMs = nowMs - Date.parse(row.created_at);
	if (row.heard_at_ms === null && row.status !== 'active') {
		return ageMs > AGENT_START_MS ? { endReason: 'agent_lost', failed: true } : undefined;
	}
	if (row.heard_at_ms !== null && nowMs - row.heard_at_ms > SILENT_CALL_MS) {
		return { endReason: 'agent_lost', failed: true };
	}
	const { joinTimeoutMs, maxDurationMs } = configOf(row);
	if (row.started_at === null) {
		return ageMs > joinTimeoutMs + GRACE_MS
			? { endReason: 'nobody_joined', failed: false }
			: undefined;
	}
	return nowMs - Date.parse(row.started_at) > maxDurationMs + GRACE_MS
		? { endReason: 'max_duration', failed: false }
		: undefined;
}
