import type { INodeProperties } from 'n8n-workflow';
import type { DeliveredEventType } from '../../contract/event-type';
import type { StartSessionRequest } from '../../contract/session';
import { chosenKinds, eventKindOptions } from '../shared/eventKinds';

/** The form; its fields are there only once the builder has added it. */
export interface EventSubscriptionForm {
	url?: string;
	events?: DeliveredEventType[];
}

/** Who is told of this one call while it runs. */
export const eventSubscription: INodeProperties = {
	displayName: 'Event Subscription',
	name: 'notify',
	type: 'fixedCollection',
	placeholder: 'Add Event Subscription',
	default: {},
	options: [
		{
			displayName: 'Event Subscription',
			name: 'subscription',
			values: [
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. https://n8n.example.com/webhook/…/voice-agent-events',
					description:
						'The production URL of a Voice Agent Event Trigger whose Calls are Those That Name This Trigger. It checks the signature; a plain Webhook node does not.',
				},
				{
					displayName: 'Events',
					name: 'events',
					type: 'multiOptions',
					default: [],
					options: eventKindOptions,
					description: 'What to tell. None chosen: everything.',
				},
			],
		},
	],
	description:
		'A workflow that learns what happens in this call. For every call, a Voice Agent Event Trigger needs no subscription here.',
};

/** What the form says, as `POST /v1/sessions` takes it; undefined without a URL. */
export function notifyFromForm(form: EventSubscriptionForm = {}): StartSessionRequest['notify'] {
	const { url, events = [] } = form;
	if (!url) return undefined;
	return { url, ...(events.length > 0 ? { events: chosenKinds(events) } : {}) };
}
