import { Router } from 'express';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { EventDelivery } from '../../delivery/delivery.ts';
import { eventSubscription, subscriptionQuery } from '../schemas/delivery.ts';
import { registrationId } from '../schemas/tool.ts';
import { validate } from '../validate.ts';

/** `/v1/event-subscriptions` */
export function eventSubscriptionRoutes(
	delivery: Pick<EventDelivery, 'subscribe' | 'unregister' | 'subscriptions'>,
): Router {
	const router = Router();

	router.get('/', async (_request, response) => {
		response.json({ subscriptions: await delivery.subscriptions() });
	});

	router.put('/:registrationId', async (request, response) => {
		const id = validate(registrationId, request.params.registrationId);
		response.json(await delivery.subscribe(id, validate(eventSubscription, request.body)));
	});

	router.get('/:registrationId', async (request, response) => {
		const { slot } = validate(subscriptionQuery, request.query);
		const found = (await delivery.subscriptions()).find(
			(known) =>
				known.registrationId === request.params.registrationId &&
				(slot === undefined || known.slot === slot),
		);
		if (!found) {
			throw new VoiceAgentError('not_found', 'Nothing is subscribed under this id.');
		}
		response.json(found);
	});

	router.delete('/:registrationId', async (request, response) => {
		const { slot } = validate(subscriptionQuery, request.query);
		await delivery.unregister(request.params.registrationId, slot);
		response.status(204).end();
	});

	return router;
}
