import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName: 'Session ID',
		name: 'sessionId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 2f1c9a',
		description: 'Names the room and the participant unless they are given below',
		hint: 'Letters, digits, underscores and hyphens; at most 64',
	},
	{
		displayName: 'Identity',
		name: 'identity',
		type: 'string',
		default: '',
		placeholder: 'user_ and the session ID',
		description: 'Who the participant is. LiveKit lets one participant per identity into a room.',
	},
	{
		displayName: 'Room',
		name: 'room',
		type: 'string',
		default: '',
		placeholder: 'meeting_ and the session ID',
		description: 'The only room that the token opens',
	},
	{
		displayName: 'Valid for (Hours)',
		name: 'ttlHours',
		type: 'number',
		default: 4,
		typeOptions: { minValue: 1, maxValue: 4 },
		description:
			'How long the participant can join with the token. A running call does not end with it.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Can Publish',
				name: 'canPublish',
				type: 'boolean',
				default: true,
				description: 'Whether the participant may send audio and video',
			},
			{
				displayName: 'Can Publish Data',
				name: 'canPublishData',
				type: 'boolean',
				default: false,
				description: 'Whether the participant may send data messages to the others in the room',
			},
			{
				displayName: 'Can Subscribe',
				name: 'canSubscribe',
				type: 'boolean',
				default: true,
				description: 'Whether the participant may hear and see the others',
			},
			{
				displayName: 'Display Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Maria',
				description: 'Shown to the others in the room',
			},
			{
				displayName: 'Metadata',
				name: 'metadata',
				type: 'string',
				default: '',
				description: 'Any text about the participant. Everybody in the room can read it.',
			},
		],
	},
];
