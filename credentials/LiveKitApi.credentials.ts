import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class LiveKitApi implements ICredentialType {
	name = 'liveKitApi';

	displayName = 'LiveKit API';

	icon: Icon = {
		light: 'file:../icons/liveKitToken.svg',
		dark: 'file:../icons/liveKitToken.dark.svg',
	};

	documentationUrl = 'https://docs.livekit.io/home/get-started/authentication/';

	// An HTTP Request node must not be able to send tokens signed with the secret to an address of its own.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'wss://my-project.livekit.cloud',
			description: 'The WebSocket URL of the LiveKit project or server',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'APIxxxxxxxxxxxx',
		},
		{
			displayName: 'API Secret',
			name: 'apiSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
	];
}
