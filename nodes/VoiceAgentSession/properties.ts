import type { INodeProperties } from 'n8n-workflow';

const agent = { resource: ['agent'] };
const session = { resource: ['session'] };

export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'session',
		options: [
			{ name: 'Agent', value: 'agent', description: 'The agent of a call that is running' },
			{ name: 'Session', value: 'session', description: 'A call, running or over' },
		],
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'say',
		displayOptions: { show: agent },
		options: [
			{
				name: 'Instruct',
				value: 'instruct',
				description: 'The agent says or does what you ask for, in its own words',
				action: 'Instruct the agent of a running call',
			},
			{
				name: 'Mute',
				value: 'mute',
				description: 'The agent stays in the call, but neither hears nor speaks',
				action: 'Mute the agent of a running call',
			},
			{
				name: 'Say',
				value: 'say',
				description: 'The agent says your words exactly',
				action: 'Say something to the caller of a running call',
			},
			{
				name: 'Unmute',
				value: 'unmute',
				description: 'The agent hears and speaks again',
				action: 'Unmute the agent of a running call',
			},
		],
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'get',
		displayOptions: { show: session },
		options: [
			{
				name: 'End',
				value: 'end',
				description: 'Hang up, with a last sentence if you like',
				action: 'End a call',
			},
			{
				name: 'Get',
				value: 'get',
				description: 'Status, transcript, tool calls, latency, usage and cost',
				action: 'Get a session with its transcript',
			},
			{
				name: 'Get Many',
				value: 'list',
				description: 'Sessions with status and times, newest first',
				action: 'Get many sessions',
			},
		],
	},
	{
		displayName: 'Session',
		name: 'sessionId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The call, as Start Voice Agent has started it',
		displayOptions: { hide: { operation: ['list'] } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a session…',
				typeOptions: { searchListMethod: 'getSessions', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. {{ $json.sessionId }}',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '^[A-Za-z0-9_-]{1,64}$',
							errorMessage: 'Letters, digits, underscores and hyphens; at most 64',
						},
					},
				],
			},
		],
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'e.g. Your table is ready now.',
		description: 'Spoken word for word, as soon as the agent is not speaking',
		displayOptions: { show: { ...agent, operation: ['say'] } },
	},
	{
		displayName: 'Instruction',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder:
			'e.g. Tell the caller that the table by the window is free now, and ask whether to book it.',
		description:
			'What the agent should say or do now, in its own words. It holds for this answer, not for the rest of the call.',
		displayOptions: { show: { ...agent, operation: ['instruct'] } },
	},
	{
		displayName:
			'The agent breaks off what it is saying and forgets what the caller is just saying. Tools that run go on. While it is muted, <b>Say</b> and <b>Instruct</b> are refused, and silence does not end the call; its maximum duration does.',
		name: 'muteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...agent, operation: ['mute'] } },
	},
	{
		displayName: 'Last Sentence',
		name: 'say',
		type: 'string',
		default: '',
		placeholder: 'e.g. Thank you for calling. Goodbye.',
		description: 'Spoken before the agent hangs up. Empty to hang up at once.',
		displayOptions: { show: { ...session, operation: ['end'] } },
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: { ...session, operation: ['list'] } },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...session, operation: ['list'], returnAll: [false] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...session, operation: ['list'] } },
		options: [
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'active',
				options: [
					{ name: 'Active', value: 'active', description: 'The call is running' },
					{ name: 'Created', value: 'created', description: 'The agent is on its way' },
					{ name: 'Ended', value: 'ended' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Waiting', value: 'waiting', description: 'The caller has not joined yet' },
				],
				description: 'Only sessions in this state',
			},
		],
	},
];
