import type { INodeProperties } from 'n8n-workflow';
import { eventSubscription } from './eventSubscription';
import { mcpServers } from './mcpServers';

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		eventSubscription,
		{
			displayName: 'Idle Timeout (Minutes)',
			name: 'idleTimeoutMinutes',
			type: 'number',
			default: 5,
			typeOptions: { minValue: 0 },
			description: 'Ends the call when nobody has spoken for so long. 0 for never.',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: 'en',
			placeholder: 'e.g. de',
			description: 'What the caller and the agent speak, as a language code',
		},
		{
			displayName: 'Maximum Duration (Minutes)',
			name: 'maxDurationMinutes',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 1 },
			description: 'Ends the call after this time',
		},
		mcpServers,
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. openai/gpt-oss-20b',
			description: "A model ID of Groq. Empty for the runtime's GROQ_MODEL.",
		},
		{
			displayName: 'Participant Identity',
			name: 'participantIdentity',
			type: 'string',
			default: '',
			placeholder: 'user_ and the session ID',
			description: 'Who the caller is for LiveKit',
		},
		{
			displayName: 'Participant Metadata',
			name: 'participantMetadata',
			type: 'string',
			default: '',
			description: 'Any text about the caller; the tools receive it with each call',
		},
		{
			displayName: 'Participant Name',
			name: 'participantName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Maria',
			description: "The caller's name as others see it",
		},
		{
			displayName: 'Temperature',
			name: 'temperature',
			type: 'number',
			default: 0.7,
			typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 1 },
			description: 'How freely the model words its answers',
		},
		{
			displayName: 'Token Valid for (Hours)',
			name: 'ttlHours',
			type: 'number',
			default: 4,
			typeOptions: { minValue: 1, maxValue: 4 },
			description: "How long the caller can join with the answer's token and talk page",
		},
		{
			displayName: 'Turn Profile',
			name: 'turnProfile',
			type: 'options',
			default: 'balanced',
			options: [
				{ name: 'Balanced', value: 'balanced' },
				{ name: 'Fast', value: 'fast', description: 'Answers at the first pause' },
				{
					name: 'Patient',
					value: 'patient',
					description: 'Waits for callers who think while they speak',
				},
			],
			description: 'How soon the agent takes its turn',
		},
		{
			displayName: 'Variables',
			name: 'variables',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Variable',
			default: {},
			options: [
				{
					displayName: 'Variable',
					name: 'variable',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. customer',
							description:
								'Write it as {{customer}} in the instructions or the greeting, with the field switched to Fixed. Tools receive it with each call.',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
						},
					],
				},
			],
			description:
				'Values for the instructions and the greeting; the tools receive them with each call',
		},
		{
			displayName: 'Voice',
			name: 'voice',
			type: 'string',
			default: '',
			placeholder: 'e.g. 9626c31c-bec5-4cca-baa8-f8ba9e84c8bc',
			description: "A voice ID of Cartesia. Empty for the runtime's CARTESIA_VOICE.",
		},
	],
};
