import { Router } from 'express';
import type { EventDelivery } from '../../delivery/delivery.ts';
import { listDeliveriesQuery } from '../schemas/delivery.ts';
import { validate } from '../validate.ts';

/** `/v1/deliveries` */
export function deliveryRoutes(delivery: Pick<EventDelivery, 'list' | 'resend'>): Router {
	const router = Router();

	router.get('/', async (request, response) => {
		response.json(await delivery.list(validate(listDeliveriesQuery, request.query)));
	});

	router.post('/:deliveryId/resend', async (request, response) => {
		response.status(202).json(await delivery.resend(request.params.deliveryId));
	});

	return router;
}
