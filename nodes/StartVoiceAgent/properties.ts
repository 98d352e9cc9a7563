import type { INodeProperties } from 'n8n-workflow';
import { answersProperties } from './answersProperties';
import { options } from './options';
import { waitProperties } from './waitProperties';

export const properties: INodeProperties[] = [
	{
		displayName: 'Instructions',
		name: 'instructions',
		type: 'string',
		typeOptions: { rows: 5 },
		default: '',
		placeholder:
			'e.g. You are Ava, the friendly assistant of a dental practice. Answer in one or two short sentences.',
		description:
			'Who the agent is and what it should do. Empty for a friendly assistant. Drag data of the item into it, or write {{name}} in a Fixed field for a variable of the options.',
	},
	{
		displayName: 'Greeting',
		name: 'greeting',
		type: 'string',
		default: 'Hello, how can I help you?',
		description:
			'Spoken first, word for word. Empty for an agent that waits until the caller speaks.',
	},
	{
		displayName: 'Tools',
		name: 'toolAccess',
		type: 'options',
		noDataExpression: true,
		default: 'all',
		options: [
			{
				name: 'All Published',
				value: 'all',
				description: 'Every published workflow with a Voice Agent Trigger',
			},
			{ name: 'None', value: 'none', description: 'The agent only talks' },
			{ name: 'Selected', value: 'selected' },
		],
		description: 'Which workflows the agent may use during the call',
	},
	{
		displayName: 'Tool Names or IDs',
		name: 'tools',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getTools' },
		default: [],
		required: true,
		description:
			'The tools that the agent may use. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { toolAccess: ['selected'] } },
	},
	{
		displayName: 'Session ID',
		name: 'sessionId',
		type: 'string',
		default: '',
		placeholder: 'Made by the runtime',
		description:
			'Names the session in your own systems. Given twice, the same session is returned and no second one starts.',
	},
	...answersProperties,
	...waitProperties,
	options,
];
