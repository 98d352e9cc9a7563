import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { signAccessToken } from '../nodes/shared/accessToken';

const REQUEST_TOKEN_SECONDS = 60;

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

	/** Signs each request with a token that lives a minute and may only list rooms, which is all the test needs. */
	authenticate: IAuthenticate = async (credentials, requestOptions) => ({
		...requestOptions,
		headers: {
			...requestOptions.headers,
			Authorization: `Bearer ${signAccessToken({
				apiKey: String(credentials.apiKey),
				apiSecret: String(credentials.apiSecret),
				video: { roomList: true },
				ttlSeconds: REQUEST_TOKEN_SECONDS,
				now: Date.now(),
			})}`,
		},
	});

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.url.replace(/^ws/, "http").replace(/\\/+$/, "")}}',
			url: '/twirp/livekit.RoomService/ListRooms',
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: {},
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'LiveKit refused the API key or secret. Copy both from the LiveKit project again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'Something answers at this URL, but it is not LiveKit. Check the URL.',
				},
			},
		],
	};
}
