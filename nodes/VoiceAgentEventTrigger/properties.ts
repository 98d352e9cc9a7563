import type { INodeProperties } from 'n8n-workflow';
import { eventKindOptions } from '../shared/eventKinds';

export const properties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		required: true,
		default: ['session.ended', 'session.failed'],
		options: eventKindOptions,
		description: 'Each kind has an output of its own',
	},
	{
		displayName: 'Calls',
		name: 'calls',
		type: 'options',
		noDataExpression: true,
		default: 'all',
		options: [
			{ name: 'All', value: 'all', description: 'Every call of the runtime' },
			{
				name: 'Those That Name This Trigger',
				value: 'subscribed',
				description: 'Calls whose Start Voice Agent has the Webhook URL from above',
			},
		],
		description: 'Whose events start the workflow',
	},
	{
		displayName:
			'To tell calls apart, look at <code>$json.session.variables</code>, which Start Voice Agent sets, or at <code>$json.sessionId</code>.',
		name: 'scopeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { calls: ['all'] } },
	},
	{
		displayName:
			'Copy the <b>Production URL</b> from the Webhook URLs above into <b>Start Voice Agent → Options → Event Subscription</b>. An event that is not chosen both there and here starts nothing.',
		name: 'subscribedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { calls: ['subscribed'] } },
	},
	{
		displayName:
			'While n8n is away, events wait in the runtime for up to a day and then come in order. Each one starts an execution: a long call with many turns starts many.',
		name: 'deliveryNotice',
		type: 'notice',
		default: '',
	},
];
