import type { INodeProperties } from 'n8n-workflow';

const fieldValues: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. email',
		description: 'Letters, digits and underscores; the report has it as answers.email',
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
		placeholder: 'e.g. hot, warm, cold',
		description: 'What the answer may be, separated by commas',
		displayOptions: { show: { type: ['options'] } },
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: "e.g. The caller's email address",
		description: 'Tells the model what to look for in the transcript',
	},
];

/** What the report of the call is to hold beside what happened. */
export const answersProperties: INodeProperties[] = [
	{
		displayName: 'Answers to Collect',
		name: 'answers',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
		},
		placeholder: 'Add Answer',
		default: {},
		options: [{ displayName: 'Answer', name: 'answer', values: fieldValues }],
		description:
			'What the model reads out of the transcript when the call is over. What the caller did not say is null, never a guess. The report comes from this node if it waits for the end, and from Voice Agent Event Trigger.',
	},
	{
		displayName: 'Summary',
		name: 'summary',
		type: 'boolean',
		default: false,
		description:
			'Whether the report has two or three sentences on what the caller wanted and what came of it',
	},
];
