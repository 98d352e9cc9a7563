import type { Kysely } from 'kysely';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type { EventDelivery } from '../delivery/delivery.ts';
import type { Schema } from '../store/schema.ts';

/** An event as it is streamed; `id` is absent for events that are not kept, such as agent states. */
export interface PublishedEvent {
	id?: number;
	event: SessionEvent;
}

/** What happened in sessions: kept in the store, handed to whoever listens now, and delivered to n8n. */
export interface SessionEvents {
	/**
	 * Writes an event down, and in the same transaction who of n8n is to be told of it. Nobody is told yet.
	 *
	 * @param seq - The call's own counter, null for events of this process.
	 * @param database - The transaction that it belongs to.
	 * @returns undefined when the event was kept before.
	 */
	keep(
		event: SessionEvent,
		seq: number | null,
		database?: Kysely<Schema>,
	): Promise<PublishedEvent | undefined>;
	/** Tells the listeners, those of the session and those of all, and lets deliveries begin. After the transaction. */
	publish(published: PublishedEvent): void;
	/** Oldest first. */
	list(sessionId: string, database?: Kysely<Schema>): Promise<PublishedEvent[]>;
	/**
	 * Replays what happened after `afterId`, then hands over what happens, without gap or repetition.
	 *
	 * @returns Whether the session's final event has happened, and a function that stops listening.
	 */
	follow(
		sessionId: string,
		afterId: number,
		listener: (published: PublishedEvent) => void,
	): Promise<{ over: boolean; stop: () => void }>;
}

export const isFinalEvent = ({ type }: SessionEvent): boolean =>
	type === 'session.ended' || type === 'session.failed';

/** @param onEvent - Told every event of every session once. */
export function createSessionEvents(
	store: Kysely<Schema>,
	delivery: Pick<EventDelivery, 'announce' | 'wake'>,
	onEvent: (event: SessionEvent) => void,
): SessionEvents {
	const listeners = new Map<string, Set<(published: PublishedEvent) => void>>();

	const listen = (sessionId: string, listener: (published: PublishedEvent) => void) => {
		const ofSession = listeners.get(sessionId) ?? new Set();
		listeners.set(sessionId, ofSession.add(listener));
		return () => {
			ofSession.delete(listener);
			if (ofSession.size === 0) listeners.delete(sessionId);
		};
	};

	/** @returns undefined when it was there before. */
	const insert = async (
		event: SessionEvent,
		seq: number | null,
		database: Kysely<Schema>,
	): Promise<number | undefined> => {
		const row = await database
			.insertInto('session_events')
			.values({
				session_id: event.sessionId,
				seq,
				type: event.type,
				at: event.at,
				event_json: JSON.stringify(event),
			})
			.onConflict((conflict) => conflict.columns(['session_id', 'seq']).doNothing())
			.returning('id')
			.executeTakeFirst();
		return row?.id;
	};

	const list: SessionEvents['list'] = async (sessionId, database = store) => {
		const rows = await database
			.selectFrom('session_events')
			.select(['id', 'event_json'])
			.where('session_id', '=', sessionId)
			.orderBy('id')
			.execute();
		return rows.map((row) => ({ id: row.id, event: JSON.parse(row.event_json) as SessionEvent }));
	};

	return {
		keep: async (event, seq, database) => {
			const write = async (transaction: Kysely<Schema>) => {
				const id = await insert(event, seq, transaction);
				if (id !== undefined) await delivery.announce(event, transaction);
				return id;
			};
			const id = await (database ? write(database) : store.transaction().execute(write));
			return id === undefined ? undefined : { id, event };
		},
		publish: (published) => {
			onEvent(published.event);
			if (published.id !== undefined) delivery.wake();
			for (const listener of listeners.get(published.event.sessionId) ?? []) listener(published);
		},
		list,
		follow: async (sessionId, afterId, listener) => {
			// Listening starts before reading, so that nothing falls between the two.
			const meanwhile: PublishedEvent[] = [];
			let deliver = (published: PublishedEvent): void => void meanwhile.push(published);
			const stop = listen(sessionId, (published) => deliver(published));
			const past = await list(sessionId);
			const lastId = past.at(-1)?.id ?? 0;
			for (const published of past) if ((published.id ?? 0) > afterId) listener(published);
			const fresh = meanwhile.filter(({ id }) => id === undefined || id > lastId);
			for (const published of fresh) listener(published);
			deliver = listener;
			return { over: [...past, ...fresh].some(({ event }) => isFinalEvent(event)), stop };
		},
	};
}
