import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { EventSubscription } from '../../../contract/delivery.ts';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { Config } from '../config.ts';
import { forbiddenOrigin } from '../n8n/forbidden-origin.ts';
import type { Schema } from '../store/schema.ts';
import { createAnnounceEvent, type AnnounceEvent } from './announce-event.ts';
import { createMessageDelivery, type MessageDelivery } from './deliver-messages.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createSendMessage } from './send-message.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

/** Tells n8n what happens in sessions: at least once, in order per session and subscriber, across restarts. */
export interface EventDelivery
	extends
		Pick<Outbox, 'add' | 'list' | 'resend'>,
		Pick<Subscriptions, 'unregister'>,
		MessageDelivery {
	announce: AnnounceEvent;
	/** @throws VoiceAgentError `tool_url_not_allowed`. */
	subscribe(
		registrationId: string,
		subscription: EventSubscription,
	): ReturnType<Subscriptions['register']>;
	subscriptions(): ReturnType<Subscriptions['list']>;
	/**
	 * Refuses an URL to which no message may go.
	 *
	 * @param field - Where the URL stands in the request.
	 * @throws VoiceAgentError `tool_url_not_allowed`.
	 */
	checkUrl(url: string, field: string): void;
}

export function createDelivery(options: {
	database: Kysely<Schema>;
	config: Pick<Config, 'n8n' | 'agentName' | 'sharedStore'>;
	fetch: typeof fetch;
	/** Milliseconds since the epoch. */
	now: () => number;
	newId: () => string;
	/** From 0 to 1. */
	random: () => number;
	logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
}): EventDelivery {
	const { now, config } = options;
	const { allowedOrigins, secrets } = config.n8n;
	const outbox = createOutbox(options);
	const subscriptions = createSubscriptions(options);
	const messages = createMessageDelivery({
		...options,
		outbox,
		shared: config.sharedStore,
		send: createSendMessage({ secrets, fetch: options.fetch, now }),
	});

	const checkUrl = (url: string, field: string): void => {
		const origin = forbiddenOrigin(url, allowedOrigins);
		if (origin === undefined) return;
		throw new VoiceAgentError(
			'tool_url_not_allowed',
			`The URL has ${origin}, but events may only go to ${allowedOrigins.join(', ')}. ` +
				'Set N8N_WEBHOOK_BASE_URL to the address that n8n shows for its webhooks, or add the origin to N8N_ALLOWED_ORIGINS.',
			{ details: [{ field, problem: 'must have an allowed origin' }] },
		);
	};

	return {
		...messages,
		add: outbox.add,
		list: outbox.list,
		resend: async (id) => {
			const revived = await outbox.resend(id);
			messages.wake();
			return revived;
		},
		announce: createAnnounceEvent({
			...options,
			outbox,
			subscriptions,
			agentName: config.agentName,
		}),
		subscribe: async (registrationId, subscription) => {
			checkUrl(subscription.url, 'url');
			return subscriptions.register(registrationId, subscription);
		},
		unregister: subscriptions.unregister,
		subscriptions: () => subscriptions.list(),
		checkUrl,
	};
}
