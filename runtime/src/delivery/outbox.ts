import { sql, type Kysely, type Selectable } from 'kysely';
import type {
	Delivery,
	DeliveryList,
	DeliveryStatus,
	EventMessage,
	SessionsEndedMessage,
} from '../../../contract/delivery.ts';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { DeliveryTable } from '../store/delivery-tables.ts';
import type { Schema } from '../store/schema.ts';

export type DeliveryRow = Selectable<DeliveryTable>;

/** How long n8n may be away before a message is given up; one day, as other senders of webhooks do it. */
const LIFETIME_MS = 24 * 3600 * 1000;
/** Longer than an attempt takes; the message of a process that died is free again after it. */
const CLAIM_MS = 30_000;

/** One message for one subscriber. */
export interface OutgoingMessage {
	/** The `webhook-id` of every attempt; the same id a second time adds nothing. */
	id: string;
	/** null when the message is about several sessions. */
	sessionId: string | null;
	subscriber: string;
	url: string;
	body: EventMessage | SessionsEndedMessage;
	/** For how long it is tried. Default one day. */
	lifetimeMs?: number;
}

/** What an attempt came to. */
export type AttemptOutcome =
	| { status: 'delivered' }
	| { status: 'dead'; problem: string }
	| { status: 'pending'; problem: string; nextAtMs: number };

/** The messages that n8n has not received yet, and those that it never will unless somebody asks for it. */
export interface Outbox {
	/** @param database - The transaction in which the fact behind the message is written. */
	add(message: OutgoingMessage, database: Kysely<Schema>): Promise<void>;
	/** The oldest pending message of each queue unless it is claimed, the one that is due first at the front. */
	heads(limit: number): Promise<DeliveryRow[]>;
	/** Takes a message for one attempt. @returns false when another process has it. */
	claim(position: number): Promise<boolean>;
	/** Gives a claimed message back as it was; without a position, everything that an earlier process had. */
	release(position?: number): Promise<void>;
	/** Notes the end of an attempt. */
	settle(position: number, outcome: AttemptOutcome): Promise<void>;
	/** Newest first; `cursor` is the `nextCursor` of the page before. */
	list(options: { status?: DeliveryStatus; limit: number; cursor?: string }): Promise<DeliveryList>;
	/**
	 * Gives a dead message another life, with the same id.
	 *
	 * @throws VoiceAgentError `not_found`, or `conflict` when it is not dead.
	 */
	resend(id: string): Promise<Delivery>;
}

export function createOutbox(options: { database: Kysely<Schema>; now: () => number }): Outbox {
	const { database, now } = options;
	const isoNow = () => new Date(now()).toISOString();

	return {
		add: async (message, transaction) => {
			const { id, sessionId, subscriber, url, body, lifetimeMs = LIFETIME_MS } = message;
			await transaction
				.insertInto('deliveries')
				.values({
					id,
					queue: `${subscriber} ${sessionId ?? ''}`,
					session_id: sessionId,
					subscriber,
					type: body.type,
					url,
					body_json: JSON.stringify(body),
					status: 'pending',
					attempts: 0,
					next_at_ms: now(),
					expires_at_ms: now() + lifetimeMs,
					created_at: isoNow(),
				})
				.onConflict((conflict) => conflict.column('id').doNothing())
				.execute();
		},

		heads: (limit) =>
			database
				.selectFrom('deliveries as head')
				.selectAll()
				.where('status', '=', 'pending')
				.where(isFree(now()))
				.where(({ not, exists, selectFrom }) =>
					not(
						exists(
							selectFrom('deliveries as earlier')
								.select('earlier.position')
								.where('earlier.status', '=', 'pending')
								.whereRef('earlier.queue', '=', 'head.queue')
								.whereRef('earlier.position', '<', 'head.position'),
						),
					),
				)
				.orderBy('next_at_ms')
				.limit(limit)
				.execute(),

		claim: async (position) => {
			const { numUpdatedRows } = await database
				.updateTable('deliveries')
				.set({ claimed_until_ms: now() + CLAIM_MS })
				.where('position', '=', position)
				.where('status', '=', 'pending')
				.where(isFree(now()))
				.executeTakeFirst();
			return numUpdatedRows > 0n;
		},

		release: async (position) => {
			const claimed = database
				.updateTable('deliveries')
				.set({ claimed_until_ms: null })
				.where('status', '=', 'pending');
			await (position === undefined ? claimed : claimed.where('position', '=', position)).execute();
		},

		settle: async (position, outcome) => {
			await database
				.updateTable('deliveries')
				.set((row) => ({
					status: outcome.status,
					claimed_until_ms: null,
					attempts: row('attempts', '+', 1),
					problem: outcome.status === 'delivered' ? null : outcome.problem,
					...(outcome.status === 'pending'
						? { next_at_ms: outcome.nextAtMs }
						: { finished_at: isoNow() }),
					// What was said is in the session's events; a second copy would only outlive them.
					...(outcome.status === 'delivered' ? { body_json: '' } : {}),
				}))
				.where('position', '=', position)
				.execute();
		},

		list: async ({ status, limit, cursor }) => {
			let query = database.selectFrom('deliveries').selectAll();
			if (status) query = query.where('status', '=', status);
			if (cursor !== undefined) query = query.where('position', '<', positionOf(cursor));
			const rows = await query
				.orderBy('position', 'desc')
				// One more than asked for tells whether there is another page.
				.limit(limit + 1)
				.execute();
			const shown = rows.slice(0, limit);
			return {
				deliveries: shown.map(toDelivery),
				nextCursor: rows.length > limit ? String(shown.at(-1)?.position) : null,
			};
		},

		resend: async (id) => {
			const revived = await database
				.updateTable('deliveries')
				.set({
					status: 'pending',
					attempts: 0,
					next_at_ms: now(),
					expires_at_ms: now() + LIFETIME_MS,
					finished_at: null,
				})
				.where('id', '=', id)
				.where('status', '=', 'dead')
				.returningAll()
				.executeTakeFirst();
			if (revived) return toDelivery(revived);
			const known = await database
				.selectFrom('deliveries')
				.select('status')
				.where('id', '=', id)
				.executeTakeFirst();
			if (!known) throw new VoiceAgentError('not_found', 'There is no such delivery.');
			throw new VoiceAgentError(
				'conflict',
				known.status === 'pending'
					? 'The delivery is still under way.'
					: 'The delivery has arrived.',
			);
		},
	};
}

const isFree = (nowMs: number) =>
	sql<boolean>`(claimed_until_ms is null or claimed_until_ms <= ${nowMs})`;

function positionOf(cursor: string): number {
	if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
	throw new VoiceAgentError('invalid_request', 'The cursor is not one of this list.', {
		details: [{ field: 'cursor', problem: 'must be the nextCursor of an earlier answer' }],
	});
}

function toDelivery(row: DeliveryRow): Delivery {
	return {
		deliveryId: row.id,
		sessionId: row.session_id,
		subscriber: row.subscriber,
		type: row.type,
		url: row.url.replace(/[?#].*$/, ''),
		status: row.status,
		attempts: row.attempts,
		createdAt: row.created_at,
		nextAttemptAt: row.status === 'pending' ? new Date(row.next_at_ms).toISOString() : null,
		finishedAt: row.finished_at,
		problem: row.problem,
	};
}
