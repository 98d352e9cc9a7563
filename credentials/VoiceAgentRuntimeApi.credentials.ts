import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class VoiceAgentRuntimeApi implements ICredentialType {
	name = 'voiceAgentRuntimeApi';

	displayName = 'Voice Agent Runtime API';

	icon: Icon = {
		light: 'file:../icons/voiceAgent.svg',
		dark: 'file:../icons/voiceAgent.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-livekit-voice-agent/n8n-nodes-livekit-voice-agent#readme';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://voice.example.com',
			description: 'Where n8n reaches the runtime, as in its PUBLIC_URL',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The RUNTIME_API_KEY of the runtime',
		},
		{
			displayName: 'Signing Secret',
			name: 'signingSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'whsec_…',
			description:
				'The N8N_WEBHOOK_SECRET of the runtime. Every tool call is signed with it, and n8n runs nothing without a valid signature. While a secret is rotated, enter both, separated by a space.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};
}
