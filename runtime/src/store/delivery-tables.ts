import type { Generated } from 'kysely';
import type { Delivery, DeliveryStatus, EventSubscription } from '../../../contract/delivery.ts';

/** One message to one subscriber; written together with what it tells of. */
export interface DeliveryTable {
	/** Order of writing; a queue is delivered in this order. */
	position: Generated<number>;
	/** `webhook-id` */
	id: string;
	/** Of two rows with the same queue the later one waits until the earlier one is delivered or dead. */
	queue: string;
	session_id: string | null;
	subscriber: string;
	type: Delivery['type'];
	url: string;
	/** The exact bytes that are signed, as text; empty once they are delivered. */
	body_json: string;
	status: DeliveryStatus;
	attempts: number;
	/** Epoch milliseconds of the next attempt. */
	next_at_ms: number;
	/** Epoch milliseconds until which a process has the message to itself; null when none has. */
	claimed_until_ms: number | null;
	/** Epoch milliseconds after which no further attempt is made. */
	expires_at_ms: number;
	created_at: string;
	finished_at: string | null;
	problem: string | null;
}

/** One subscription per row; a Voice Agent Event Trigger may hold one in each slot. */
export interface EventSubscriptionTable {
	registration_id: string;
	slot: EventSubscription['slot'];
	/** EventSubscription */
	subscription_json: string;
	updated_at: string;
	/** Set for the test slot, which forgets itself. */
	expires_at: string | null;
}

/** Somebody who wants one message when all of several sessions are over. */
export interface SessionWaitTable {
	wait_id: string;
	url: string;
	/** Epoch milliseconds after which the message goes out in any case. */
	limit_at_ms: number | null;
	/** When the message was written into the outbox. */
	done_at: string | null;
}

export interface SessionWaitMemberTable {
	wait_id: string;
	session_id: string;
	/** Where the session stands in the request. */
	place: number;
}
