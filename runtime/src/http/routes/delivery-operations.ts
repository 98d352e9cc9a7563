import type { Operation } from '../operation.ts';
import {
	delivery,
	deliveryList,
	eventSubscription,
	eventSubscriptionList,
	listDeliveriesQuery,
	registeredEventSubscription,
	sessionWait,
	subscriptionQuery,
} from '../schemas/delivery.ts';

const subscription = { name: 'RegisteredEventSubscription', schema: registeredEventSubscription };

/** What has to do with telling n8n, as /openapi.json describes it. */
export const deliveryOperations: Operation[] = [
	{
		method: 'get',
		path: '/v1/event-subscriptions',
		operationId: 'listEventSubscriptions',
		summary: 'List who is told of the events of every session',
		answers: {
			200: {
				description: 'All subscriptions.',
				schema: { name: 'EventSubscriptionList', schema: eventSubscriptionList },
			},
		},
		errors: [],
	},
	{
		method: 'put',
		path: '/v1/event-subscriptions/{registrationId}',
		operationId: 'subscribeToEvents',
		summary: 'Subscribe to events of every session, or replace the subscription in its slot',
		body: { name: 'EventSubscription', schema: eventSubscription },
		answers: { 200: { description: 'Events are delivered from now on.', schema: subscription } },
		errors: ['invalid_request', 'tool_url_not_allowed', 'payload_too_large'],
	},
	{
		method: 'get',
		path: '/v1/event-subscriptions/{registrationId}',
		operationId: 'getEventSubscription',
		summary: 'Read a subscription; the production one when there are two',
		query: subscriptionQuery,
		answers: { 200: { description: 'The subscription.', schema: subscription } },
		errors: ['invalid_request', 'not_found'],
	},
	{
		method: 'delete',
		path: '/v1/event-subscriptions/{registrationId}',
		operationId: 'unsubscribeFromEvents',
		summary:
			'Remove a subscription, in both slots when none is named; what is on its way still comes',
		query: subscriptionQuery,
		answers: { 204: { description: 'It is gone.' } },
		errors: ['invalid_request'],
	},
	{
		method: 'put',
		path: '/v1/session-waits/{waitId}',
		operationId: 'waitForSessions',
		summary:
			'Ask for one signed message when the last of several sessions is over, again changes nothing',
		body: { name: 'SessionWait', schema: sessionWait },
		answers: { 204: { description: 'The message will come, with the id of the wait.' } },
		errors: ['invalid_request', 'not_found', 'tool_url_not_allowed', 'payload_too_large'],
	},
	{
		method: 'get',
		path: '/v1/deliveries',
		operationId: 'listDeliveries',
		summary: 'List messages to n8n, newest first; `status=dead` are those that were given up',
		query: listDeliveriesQuery,
		answers: {
			200: { description: 'One page.', schema: { name: 'DeliveryList', schema: deliveryList } },
		},
		errors: ['invalid_request'],
	},
	{
		method: 'post',
		path: '/v1/deliveries/{deliveryId}/resend',
		operationId: 'resendDelivery',
		summary: 'Send a message again that was given up, with the same id',
		answers: {
			202: { description: 'It is on its way.', schema: { name: 'Delivery', schema: delivery } },
		},
		errors: ['not_found', 'conflict'],
	},
];
