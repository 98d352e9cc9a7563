import type { INodeProperties } from 'n8n-workflow';
import { DELIVERED_EVENT_TYPES } from '../../contract/event-type';
import { eventKinds } from './eventKinds';

export const properties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		required: true,
		default: ['session.ended', 'session.failed'],
		options: DELIVERED_EVENT_TYPES.map((value) => ({ value, ...eventKinds[value] })),
		description: 'Each kind has an output of its own',
	},
	{
		displayName:
			'The events of <b>every</b> call of the runtime come here. To tell calls apart, look at <code>$json.session.variables</code>, which Start Voice Agent sets, or at <code>$json.sessionId</code>.',
		name: 'scopeNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName:
			'While n8n is away, events wait in the runtime for up to a day and then come in order. Each one starts an execution: a long call with many turns starts many.',
		name: 'deliveryNotice',
		type: 'notice',
		default: '',
	},
];
