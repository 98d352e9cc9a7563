import type { INodeProperties } from 'n8n-workflow';

const parameterFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. to',
		description: 'Letters, digits and underscores',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		default: 'string',
		options: [
			{ name: 'Boolean', value: 'boolean', description: 'Yes or no' },
			{ name: 'Integer', value: 'integer', description: 'A whole number' },
			{ name: 'List of Text', value: 'list' },
			{ name: 'Number', value: 'number' },
			{ name: 'One of Several Values', value: 'options' },
			{ name: 'Text', value: 'string' },
		],
	},
	{
		displayName: 'Values',
		name: 'options',
		type: 'string',
		default: '',
		placeholder: 'e.g. small, medium, large',
		description: 'What the agent may choose from, separated by commas',
		displayOptions: { show: { type: ['options'] } },
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. The email address of the recipient',
		description: 'Tells the agent what to ask the caller for and how to write it',
	},
	{
		displayName: 'Required',
		name: 'required',
		type: 'boolean',
		default: true,
		description: 'Whether the agent must know the value before it can use the tool',
	},
];

export const properties: INodeProperties[] = [
	{
		displayName: 'Tool Name',
		name: 'toolName',
		type: 'string',
		default: '',
		required: true,
		noDataExpression: true,
		placeholder: 'e.g. send_email',
		description:
			'What the agent calls the tool. Letters, digits and underscores, starting with a letter; only one published workflow can have it.',
	},
	{
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		placeholder: 'e.g. Sends an email. Use it when the caller asks to have something sent.',
		description: 'Tells the agent what the tool does and when to use it',
	},
	{
		displayName: 'Specify Parameters',
		name: 'specifyParameters',
		type: 'options',
		noDataExpression: true,
		default: 'form',
		options: [
			{ name: 'Using Fields Below', value: 'form' },
			{ name: 'Using JSON Schema', value: 'jsonSchema' },
		],
		description: 'How to say what the agent must find out before it uses the tool',
	},
	{
		displayName: 'Parameters',
		name: 'parameters',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
		},
		placeholder: 'Add Parameter',
		default: {},
		options: [{ displayName: 'Parameter', name: 'parameter', values: parameterFields }],
		description: 'What the agent asks the caller for. No parameter is fine too.',
		displayOptions: { show: { specifyParameters: ['form'] } },
	},
	{
		displayName: 'JSON Schema',
		name: 'jsonSchema',
		type: 'json',
		typeOptions: { rows: 10 },
		default:
			'{\n  "type": "object",\n  "properties": {\n    "city": { "type": "string", "description": "The city to look up" }\n  },\n  "required": ["city"]\n}',
		displayOptions: { show: { specifyParameters: ['jsonSchema'] } },
	},
	{
		displayName:
			'The workflow reads what the agent found out as <code>$json.parameters.to</code>, with the name of the parameter at the end.',
		name: 'parametersNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Changes Something',
		name: 'sideEffect',
		type: 'boolean',
		default: true,
		description:
			'Whether the workflow sends, books or saves something. The same call again in one session then gets the first answer instead of running twice. Turn it off for look-ups.',
	},
	{
		displayName: 'Requires Confirmation',
		name: 'requiresConfirmation',
		type: 'boolean',
		default: false,
		description:
			'Whether the caller must say yes to exactly these arguments before the workflow runs. The runtime enforces it, whatever the model does.',
	},
	{
		displayName: 'Respond',
		name: 'respond',
		type: 'options',
		noDataExpression: true,
		default: 'lastNode',
		options: [
			{
				name: 'Immediately',
				value: 'immediately',
				description:
					'The agent goes on talking; a Voice Agent Respond node can send the result later',
			},
			{
				name: 'Using Voice Agent Respond Node',
				value: 'respondNode',
				description: 'As soon as the workflow reaches that node',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: 'The items of the last node are the result',
			},
		],
		description: 'When the agent gets its result',
	},
	{
		displayName:
			"Add a <b>Voice Agent Respond</b> node to each branch. n8n's own <b>Respond to Webhook</b> node does not work behind this trigger.",
		name: 'respondNodeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { respond: ['respondNode'] } },
	},
	{
		displayName: 'Time Limit (Seconds)',
		name: 'timeoutSeconds',
		type: 'number',
		default: 30,
		typeOptions: { minValue: 1, maxValue: 300 },
		description: 'After this time the agent tells the caller that it did not work, and goes on',
	},
	{
		displayName: 'Filler',
		name: 'fillerText',
		type: 'string',
		default: '',
		placeholder: 'e.g. One moment, I am looking that up.',
		description:
			'What the agent says when the answer takes a moment. Empty for a phrase of its own.',
	},
];
