import { z } from 'zod';
import {
	DELIVERY_STATUSES,
	type Delivery,
	type DeliveryList,
	type EventSubscription,
	type RegisteredEventSubscription,
	type SessionWait,
} from '../../../../contract/delivery.ts';
import { DELIVERED_EVENT_TYPES } from '../../../../contract/event-type.ts';
import { sessionId } from './session.ts';
import { slot } from './tool.ts';

const url = z.string().max(2000);

/** Body of `PUT /v1/event-subscriptions/{registrationId}`. */
export const eventSubscription = z.strictObject({
	url,
	events: z.array(z.enum(DELIVERED_EVENT_TYPES)).min(1).max(DELIVERED_EVENT_TYPES.length),
	slot: slot.default('production'),
	workflow: z.strictObject({ id: z.string().max(200), name: z.string().max(500) }),
}) satisfies z.ZodType<EventSubscription>;

export const registeredEventSubscription = eventSubscription.extend({
	registrationId: z.string(),
	updatedAt: z.iso.datetime(),
}) satisfies z.ZodType<RegisteredEventSubscription>;

export const eventSubscriptionList = z.strictObject({
	subscriptions: z.array(registeredEventSubscription),
});

/** Query of reading and removing a subscription. */
export const subscriptionQuery = z.strictObject({ slot: slot.optional() });

/** The `webhook-id` of the one message, so it must not be guessable from another one. */
export const waitId = z
	.string()
	.regex(/^[A-Za-z0-9_-]{16,128}$/, 'must be 16 to 128 letters, digits, _ or -');

/** Body of `PUT /v1/session-waits/{waitId}`. */
export const sessionWait = z.strictObject({
	url,
	sessionIds: z
		.array(sessionId)
		.min(1)
		.max(1000)
		.refine((ids) => new Set(ids).size === ids.length, 'must not name a session twice'),
	limitSeconds: z
		.int()
		.min(1)
		.max(7 * 86_400)
		.exactOptional()
		.describe('After so long the message comes with what is known by then.'),
}) satisfies z.ZodType<SessionWait>;

export const delivery = z.strictObject({
	deliveryId: z.string().describe('Also the `webhook-id` of every attempt.'),
	sessionId: z.string().nullable(),
	subscriber: z.string(),
	type: z.enum([...DELIVERED_EVENT_TYPES, 'sessions.ended']),
	url: z.string().describe('Without its query.'),
	status: z.enum(DELIVERY_STATUSES),
	attempts: z.int().min(0),
	createdAt: z.iso.datetime(),
	nextAttemptAt: z.iso.datetime().nullable(),
	finishedAt: z.iso.datetime().nullable(),
	problem: z.string().nullable(),
}) satisfies z.ZodType<Delivery>;

export const deliveryList = z.strictObject({
	deliveries: z.array(delivery),
	nextCursor: z.string().nullable(),
}) satisfies z.ZodType<DeliveryList>;

export const listDeliveriesQuery = z.strictObject({
	status: z.enum(DELIVERY_STATUSES).exactOptional(),
	limit: z.coerce.number().int().min(1).max(100).default(20),
	cursor: z.string().min(1).exactOptional(),
});
