import type { DeliveredEventType } from './event-type.ts';
import type { SessionEvent } from './session-event.ts';
import type { SessionRecord } from './session.ts';
import type { ToolCallSession } from './tool-call.ts';

/** Body of the signed POST that tells a subscriber of one event (runtime → n8n); `webhook-id` is the delivery's id. */
export type EventMessage = Extract<SessionEvent, { type: DeliveredEventType }> & {
	session: ToolCallSession;
};

/** Body of `PUT /v1/event-subscriptions/{registrationId}`, sent by a Voice Agent Event Trigger. */
export interface EventSubscription {
	/** A signed POST goes there for each event. Its origin must be an allowed one. */
	url: string;
	events: DeliveredEventType[];
	/** A `test` subscription gets one event within 120 s, beside the `production` one and not instead of it. */
	slot: 'production' | 'test';
	workflow: { id: string; name: string };
}

/** An entry of `GET /v1/event-subscriptions`. */
export interface RegisteredEventSubscription extends EventSubscription {
	registrationId: string;
	/** ISO 8601. */
	updatedAt: string;
}

/** Body of `PUT /v1/session-waits/{waitId}`: one signed message when the last of these sessions is over. */
export interface SessionWait {
	/** Its origin must be an allowed one. */
	url: string;
	sessionIds: string[];
	/** After so long the message comes with what is known by then. Absent for no limit. */
	limitSeconds?: number;
}

/** Body of the one signed POST that ends a wait (runtime → n8n); `webhook-id` is the wait's id. */
export interface SessionsEndedMessage {
	type: 'sessions.ended';
	waitId: string;
	/** Whether the limit passed before the last session was over. */
	limitReached: boolean;
	/** In the order of the request. */
	sessions: SessionRecord[];
}

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;
/** `pending → delivered | dead`; a dead one is sent again only when somebody asks for it. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One message to one subscriber; an entry of `GET /v1/deliveries`. */
export interface Delivery {
	/** Also the `webhook-id` of every attempt. */
	deliveryId: string;
	/** null when the message is about several sessions. */
	sessionId: string | null;
	/** `notify`, `subscription:<registrationId>` or `wait:<waitId>`. */
	subscriber: string;
	type: DeliveredEventType | SessionsEndedMessage['type'];
	/** Without its query, which may hold a token. */
	url: string;
	status: DeliveryStatus;
	attempts: number;
	/** ISO 8601, as are all times here. */
	createdAt: string;
	/** null once it is delivered or dead. */
	nextAttemptAt: string | null;
	finishedAt: string | null;
	/** Why the last attempt failed, in one sentence; null when none did. */
	problem: string | null;
}

/** Answer of `GET /v1/deliveries`, newest first. */
export interface DeliveryList {
	deliveries: Delivery[];
	/** Goes into `?cursor=` for the next page; null on the last one. */
	nextCursor: string | null;
}
