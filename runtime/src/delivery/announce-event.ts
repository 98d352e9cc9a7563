import type { Kysely } from 'kysely';
import type { EventMessage } from '../../../contract/delivery.ts';
import { DELIVERED_EVENT_TYPES, type DeliveredEventType } from '../../../contract/event-type.ts';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type { StartSessionRequest } from '../../../contract/session.ts';
import type { SessionConfig } from '../channel/messages.ts';
import type { Schema } from '../store/schema.ts';
import type { Outbox } from './outbox.ts';
import { TEST_SLOT_TTL_MS, type Subscriptions } from './subscriptions.ts';

/** Writes an event down for everybody who wants to be told of it, in the event's own transaction. */
export type AnnounceEvent = (event: SessionEvent, database: Kysely<Schema>) => Promise<void>;

export function createAnnounceEvent(options: {
	outbox: Pick<Outbox, 'add'>;
	subscriptions: Pick<Subscriptions, 'list' | 'useUp'>;
	agentName: string;
	newId: () => string;
}): AnnounceEvent {
	const { outbox, subscriptions, newId } = options;

	return async (event, database) => {
		if (!isDelivered(event)) return;
		const session = await database
			.selectFrom('sessions')
			.select(['request_json', 'config_json'])
			.where('id', '=', event.sessionId)
			.executeTakeFirst();
		if (!session) return;

		const body = messageOf(
			event,
			JSON.parse(session.config_json) as SessionConfig,
			options.agentName,
		);
		const send = (subscriber: string, url: string, lifetimeMs?: number) =>
			outbox.add(
				{
					...{ id: `evt_${newId()}`, sessionId: event.sessionId, subscriber, url, body },
					...(lifetimeMs === undefined ? {} : { lifetimeMs }),
				},
				database,
			);

		const { notify } = JSON.parse(session.request_json) as StartSessionRequest;
		if (notify && (notify.events ?? DELIVERED_EVENT_TYPES).includes(event.type)) {
			await send('notify', notify.url);
		}
		for (const { registrationId, slot, url, events } of await subscriptions.list(database)) {
			if (!events.includes(event.type)) continue;
			if (slot === 'production') {
				await send(`subscription:${registrationId}`, url);
			} else {
				// n8n's test listener takes one event and is gone.
				await subscriptions.useUp(registrationId, database);
				await send(`test:${registrationId}`, url, TEST_SLOT_TTL_MS);
			}
		}
	};
}

type DeliveredEvent = Extract<SessionEvent, { type: DeliveredEventType }>;

const isDelivered = (event: SessionEvent): event is DeliveredEvent =>
	DELIVERED_EVENT_TYPES.some((type) => type === event.type);

function messageOf(event: DeliveredEvent, config: SessionConfig, agentName: string): EventMessage {
	const { sessionId, room, variables, participant } = config;
	return { ...event, session: { sessionId, room, agentName, variables, participant } };
}
