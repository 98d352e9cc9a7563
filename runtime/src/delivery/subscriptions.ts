import type { Kysely } from 'kysely';
import type { EventSubscription, RegisteredEventSubscription } from '../../../contract/delivery.ts';
import type { Schema } from '../store/schema.ts';

/** How long a test subscription waits for its one event. n8n's own test listener waits as long. */
export const TEST_SLOT_TTL_MS = 120_000;

type Slot = EventSubscription['slot'];

/** The durable list of Voice Agent Event Triggers: n8n calls no hook when it or the runtime restarts. */
export interface Subscriptions {
	register(
		registrationId: string,
		subscription: EventSubscription,
	): Promise<RegisteredEventSubscription>;
	/** Removes one slot, or both when none is named. Removing what is not there is fine. */
	unregister(registrationId: string, slot?: Slot): Promise<void>;
	/** Production first; expired test subscriptions are gone. */
	list(database?: Kysely<Schema>): Promise<RegisteredEventSubscription[]>;
	/** Forgets a test subscription, because its one event is on its way. */
	useUp(registrationId: string, database: Kysely<Schema>): Promise<void>;
}

export function createSubscriptions(options: {
	database: Kysely<Schema>;
	now: () => number;
}): Subscriptions {
	const store = options.database;
	const isoNow = () => new Date(options.now()).toISOString();

	const remove = async (database: Kysely<Schema>, registrationId: string, slot?: Slot) => {
		let query = database
			.deleteFrom('event_subscriptions')
			.where('registration_id', '=', registrationId);
		if (slot) query = query.where('slot', '=', slot);
		await query.execute();
	};

	return {
		register: async (registrationId, subscription) => {
			const { slot } = subscription;
			const updatedAt = isoNow();
			const values = {
				subscription_json: JSON.stringify(subscription),
				updated_at: updatedAt,
				expires_at:
					slot === 'test' ? new Date(options.now() + TEST_SLOT_TTL_MS).toISOString() : null,
			};
			await store
				.insertInto('event_subscriptions')
				.values({ registration_id: registrationId, slot, ...values })
				.onConflict((conflict) => conflict.columns(['registration_id', 'slot']).doUpdateSet(values))
				.execute();
			return { ...subscription, registrationId, updatedAt };
		},
		unregister: (registrationId, slot) => remove(store, registrationId, slot),
		useUp: (registrationId, database) => remove(database, registrationId, 'test'),
		list: async (database = store) => {
			const rows = await database
				.selectFrom('event_subscriptions')
				.selectAll()
				.where((where) =>
					where.or([where('expires_at', 'is', null), where('expires_at', '>', isoNow())]),
				)
				.orderBy('slot')
				.orderBy('registration_id')
				.execute();
			return rows.map((row) => ({
				...(JSON.parse(row.subscription_json) as EventSubscription),
				registrationId: row.registration_id,
				updatedAt: row.updated_at,
			}));
		},
	};
}
