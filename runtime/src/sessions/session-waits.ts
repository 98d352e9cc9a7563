import type { Kysely } from 'kysely';
import type { SessionsEndedMessage, SessionWait } from '../../../contract/delivery.ts';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { SessionRecord } from '../../../contract/session.ts';
import type { EventDelivery } from '../delivery/delivery.ts';
import type { Schema } from '../store/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import type { ReadRecord } from './read-record.ts';
import { createSessionRows } from './session-rows.ts';

const LOOK_FOR_LIMITS_EVERY_MS = 1000;

/** Those who want one message when the last of several sessions is over, such as a workflow that sleeps until then. */
export interface SessionWaits {
	/**
	 * Begins a wait; the same id a second time changes nothing. Sessions that are over already count.
	 *
	 * @throws VoiceAgentError `not_found` when one of the sessions does not exist, `tool_url_not_allowed`.
	 */
	begin(waitId: string, wait: SessionWait): Promise<void>;
	/** To be called in the transaction of a session's final event. */
	sessionOver(sessionId: string, transaction: Kysely<Schema>): Promise<void>;
	/** Ends the waits whose limit has passed. */
	expire(): Promise<void>;
	/** Looks for passed limits every second until the returned function is called. */
	start(): () => void;
}

export function createSessionWaits(options: {
	database: Kysely<Schema>;
	delivery: Pick<EventDelivery, 'add' | 'wake' | 'checkUrl'>;
	readRecord: ReadRecord;
	now: () => number;
	logger: Logger;
}): SessionWaits {
	const { database, delivery, now, logger } = options;

	/** Writes the message unless it was written before. */
	const end = async (
		waitId: string,
		limitReached: boolean,
		transaction: Kysely<Schema>,
	): Promise<void> => {
		const wait = await transaction
			.updateTable('session_waits')
			.set({ done_at: new Date(now()).toISOString() })
			.where('wait_id', '=', waitId)
			.where('done_at', 'is', null)
			.returning('url')
			.executeTakeFirst();
		if (!wait) return;
		const sessions = await recordsOf(waitId, transaction);
		const body: SessionsEndedMessage = { type: 'sessions.ended', waitId, limitReached, sessions };
		await delivery.add(
			{ id: waitId, sessionId: null, subscriber: `wait:${waitId}`, url: wait.url, body },
			transaction,
		);
		logger.info({ waitId, sessions: sessions.length, limitReached }, 'a wait is over');
	};

	const recordsOf = async (
		waitId: string,
		transaction: Kysely<Schema>,
	): Promise<SessionRecord[]> => {
		const rows = await transaction
			.selectFrom('session_wait_members')
			.innerJoin('sessions', 'sessions.id', 'session_wait_members.session_id')
			.selectAll('sessions')
			.where('wait_id', '=', waitId)
			.orderBy('place')
			.execute();
		const records: SessionRecord[] = [];
		for (const row of rows) records.push(await options.readRecord(row, transaction));
		return records;
	};

	/** Ends a wait when the final event of its last session is written. */
	const endIfAllOver = async (waitId: string, transaction: Kysely<Schema>): Promise<void> => {
		const running = await transaction
			.selectFrom('session_wait_members as member')
			.select('member.session_id')
			.where('wait_id', '=', waitId)
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('session_events as event')
							.select('event.id')
							.whereRef('event.session_id', '=', 'member.session_id')
							.where('event.type', 'in', ['session.ended', 'session.failed']),
					),
				),
			)
			.executeTakeFirst();
		if (!running) await end(waitId, false, transaction);
	};

	const expire = async (): Promise<void> => {
		const overdue = await database
			.selectFrom('session_waits')
			.select('wait_id')
			.where('done_at', 'is', null)
			.where('limit_at_ms', '<=', now())
			.execute();
		for (const { wait_id: waitId } of overdue) {
			await database.transaction().execute((transaction) => end(waitId, true, transaction));
		}
		if (overdue.length > 0) delivery.wake();
	};

	return {
		begin: async (waitId, { url, sessionIds, limitSeconds }) => {
			delivery.checkUrl(url, 'url');
			await database.transaction().execute(async (transaction) => {
				const rows = createSessionRows(transaction);
				for (const [index, sessionId] of sessionIds.entries()) {
					if (await rows.find(sessionId)) continue;
					throw new VoiceAgentError('not_found', 'There is no such session.', {
						details: [{ field: `sessionIds.${index}`, problem: 'does not exist' }],
					});
				}
				await transaction
					.insertInto('session_waits')
					.values({
						wait_id: waitId,
						url,
						limit_at_ms: limitSeconds === undefined ? null : now() + limitSeconds * 1000,
					})
					.onConflict((conflict) => conflict.column('wait_id').doNothing())
					.execute();
				await transaction
					.insertInto('session_wait_members')
					.values(
						sessionIds.map((sessionId, place) => ({
							wait_id: waitId,
							session_id: sessionId,
							place,
						})),
					)
					.onConflict((conflict) => conflict.doNothing())
					.execute();
				await endIfAllOver(waitId, transaction);
			});
			delivery.wake();
		},
		sessionOver: async (sessionId, transaction) => {
			const waits = await transaction
				.selectFrom('session_wait_members as member')
				.innerJoin('session_waits as wait', 'wait.wait_id', 'member.wait_id')
				.select('wait.wait_id')
				.where('member.session_id', '=', sessionId)
				.where('wait.done_at', 'is', null)
				.execute();
			for (const { wait_id: waitId } of waits) await endIfAllOver(waitId, transaction);
		},
		expire,
		start: () => {
			const timer = setInterval(() => {
				expire().catch((error: unknown) => logger.error({ error }, 'limits cannot be looked for'));
			}, LOOK_FOR_LIMITS_EVERY_MS);
			timer.unref();
			return () => clearInterval(timer);
		},
	};
}
