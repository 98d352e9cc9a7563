import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { signAccessToken } from '../shared/accessToken';
import { liveKitTest } from './liveKitTest';
import { properties } from './properties';

interface LiveKitCredential {
	url: string;
	apiKey: string;
	apiSecret: string;
}

interface TokenOptions {
	canPublish?: boolean;
	canPublishData?: boolean;
	canSubscribe?: boolean;
	metadata?: string;
	name?: string;
}

const SESSION_ID = /^[A-Za-z0-9_-]{1,64}$/;

async function createToken(this: IExecuteFunctions, itemIndex: number): Promise<IDataObject> {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(this.getNode(), message, { description, itemIndex });
	const { url, apiKey, apiSecret } = await this.getCredentials<LiveKitCredential>(
		'liveKitApi',
		itemIndex,
	);
	const sessionId = this.getNodeParameter('sessionId', itemIndex) as string;
	if (!SESSION_ID.test(sessionId)) {
		throw refuse(
			'The session ID is not usable',
			'Use 1 to 64 letters, digits, underscores or hyphens.',
		);
	}
	const ttlHours = this.getNodeParameter('ttlHours', itemIndex) as number;
	if (!(ttlHours >= 1 && ttlHours <= 4)) {
		throw refuse('The token cannot live that long', 'Choose between 1 and 4 hours.');
	}
	const options = this.getNodeParameter('options', itemIndex) as TokenOptions;
	const room = (this.getNodeParameter('room', itemIndex) as string) || `meeting_${sessionId}`;
	const identity = (this.getNodeParameter('identity', itemIndex) as string) || `user_${sessionId}`;
	const now = Date.now();
	const ttlSeconds = Math.round(ttlHours * 3600);
	const token = signAccessToken({
		apiKey,
		apiSecret,
		identity,
		ttlSeconds,
		now,
		video: {
			room,
			roomJoin: true,
			canPublish: options.canPublish ?? true,
			canSubscribe: options.canSubscribe ?? true,
			canPublishData: options.canPublishData ?? false,
		},
		...(options.name ? { name: options.name } : {}),
		...(options.metadata ? { metadata: options.metadata } : {}),
	});
	const expiresAt = new Date((Math.floor(now / 1000) + ttlSeconds) * 1000).toISOString();
	return { token, room, url, identity, expiresAt };
}

export class LiveKitToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveKit Token',
		name: 'liveKitToken',
		icon: {
			light: 'file:../../icons/liveKitToken.svg',
			dark: 'file:../../icons/liveKitToken.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["room"] || "meeting_" + $parameter["sessionId"] }}',
		description: 'Create a token with which one participant joins one LiveKit room',
		defaults: { name: 'LiveKit Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'liveKitApi', required: true, testedBy: 'liveKitTest' }],
		properties,
	};

	methods = { credentialTest: { liveKitTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				const json = await createToken.call(this, itemIndex);
				results.push({ json, pairedItem: { item: itemIndex } });
			} catch (error) {
				if (!this.continueOnFail()) {
					throw new NodeOperationError(this.getNode(), error as Error, { itemIndex });
				}
				results.push({
					json: { error: (error as Error).message },
					pairedItem: { item: itemIndex },
				});
			}
		}
		return [results];
	}
}
