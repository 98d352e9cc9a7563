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

/** What other replicas write down is seen so much later. */
const LOOK_EVERY_MS = 250;

/**
 * @param options - `shared`: Other replicas write into the same store.
 * `onEvent`: Told every event that happens here once.
 */
export function createSessionEvents(options: {
	store: Kysely<Schema>;
	shared: boolean;
	delivery: Pick<EventDelivery, 'announce' | 'wake'>;
	onEvent: (event: SessionEvent) => void;
}): SessionEvents {
	const { store, delivery, onEvent } = options;
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

	const listAfter = async (
		sessionId: string,
		afterId: number,
		database = store,
	): Promise<(PublishedEvent & { id: number })[]> => {
		const rows = await database
			.selectFrom('session_events')
			.select(['id', 'event_json'])
			.where('session_id', '=', sessionId)
			.where('id', '>', afterId)
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
		list: (sessionId, database) => listAfter(sessionId, 0, database),
		follow: async (sessionId, afterId, listener) => {
			let readUntil = 0;
			let over = false;
			let stopped = false;
			const read = async (): Promise<void> => {
				for (const published of await listAfter(sessionId, readUntil)) {
					readUntil = published.id;
					over ||= isFinalEvent(published.event);
					if (!stopped && published.id > afterId) listener(published);
				}
			};
			// One after the other, so that events stay in order and none is told twice.
			let reading = Promise.resolve();
			const readNext = () => (reading = reading.then(read, read));
			const readSoon = () => void readNext().catch(() => undefined);
			const unlisten = listen(sessionId, (published) => {
				if (published.id !== undefined) return readSoon();
				// In its turn, also when the store could not be read.
				const tell = () => {
					if (!stopped) listener(published);
				};
				void reading.then(tell, tell);
			});
			const timer = options.shared ? setInterval(readSoon, LOOK_EVERY_MS).unref() : undefined;
			const stop = () => {
				stopped = true;
				unlisten();
				clearInterval(timer);
			};
			try {
				await readNext();
			} catch (error) {
				stop();
				throw error;
			}
			return { over, stop };
		},
	};
}
