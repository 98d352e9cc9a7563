import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'result',
		options: [
			{
				name: 'Report a Failure',
				value: 'fail',
				description: 'The agent tells the caller in your words that it did not work',
				action: 'Report a failure to the agent',
			},
			{
				name: 'Report Progress',
				value: 'progress',
				description:
					'The agent says a sentence while the workflow goes on; the result still follows',
				action: 'Report progress to the caller',
			},
			{
				name: 'Say a Sentence',
				value: 'say',
				description: 'The agent says your words exactly',
				action: 'Say a sentence to the caller',
			},
			{
				name: 'Send a Result',
				value: 'result',
				description: 'The agent puts the result into its own words',
				action: 'Send a result to the agent',
			},
		],
	},
	{
		displayName: 'Respond With',
		name: 'respondWith',
		type: 'options',
		default: 'items',
		options: [
			{ name: 'Incoming Items', value: 'items', description: 'All items that reach this node' },
			{ name: 'JSON or Text', value: 'custom', description: 'What you write below' },
		],
		displayOptions: { show: { operation: ['result'] } },
	},
	{
		displayName: 'Result',
		name: 'result',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. The office is open from {{ $json.opens }} to {{ $json.closes }}',
		description:
			'Text or JSON. Keep it short: it is read by the model and told to somebody who listens.',
		displayOptions: { show: { operation: ['result'], respondWith: ['custom'] } },
	},
	{
		displayName: 'Sentence',
		name: 'say',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'e.g. Your table is booked for {{ $json.time }}.',
		description: 'Spoken word for word',
		displayOptions: { show: { operation: ['say'] } },
	},
	{
		displayName: 'Sentence',
		name: 'progress',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'e.g. I found your order and am asking the warehouse.',
		description:
			'Spoken word for word as soon as nobody speaks. The items go on unchanged, and the agent still waits for the result. If the caller is gone or the call has its result, nothing is said and the workflow goes on.',
		displayOptions: { show: { operation: ['progress'] } },
	},
	{
		displayName: 'Reason',
		name: 'error',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'e.g. There is no free table at that time.',
		description: 'A sentence that the agent may speak. Leave technical details out.',
		displayOptions: { show: { operation: ['fail'] } },
	},
];
