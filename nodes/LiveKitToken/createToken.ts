import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { signAccessToken, type TrackSource } from '../shared/accessToken';

interface LiveKitCredential {
	url: string;
	apiKey: string;
	apiSecret: string;
}

interface TokenOptions {
	agentMetadata?: string;
	agentName?: string;
	attributes?: { attribute?: { name: string; value: string }[] };
	canPublish?: boolean;
	canPublishData?: boolean;
	canPublishSources?: TrackSource[];
	canSubscribe?: boolean;
	canUpdateOwnMetadata?: boolean;
	hidden?: boolean;
	metadata?: string;
	name?: string;
	talkPage?: string;
}

const SESSION_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SECONDS_PER_HOUR = 3600;

/**
 * Signs the token that the parameters of one item describe. What they do not allow is refused in the token.
 *
 * @throws NodeOperationError when the session ID or the life of the token is out of bounds.
 */
export async function createToken(
	this: IExecuteFunctions,
	itemIndex: number,
): Promise<IDataObject> {
	const refuse = (message: string, description: string) =>
		new NodeOperationError(this.getNode(), message, { description, itemIndex });
	const { url, apiKey, apiSecret } = await this.getCredentials<LiveKitCredential>(
		'liveKitApi',
		itemIndex,
	);
	const sessionId = String(this.getNodeParameter('sessionId', itemIndex));
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
	const sources = options.canPublishSources ?? ['microphone'];
	const now = Date.now();
	const ttlSeconds = Math.round(ttlHours * SECONDS_PER_HOUR);
	const token = signAccessToken({
		...{ apiKey, apiSecret, identity, ttlSeconds, now },
		video: {
			room,
			roomJoin: true,
			// For LiveKit an empty list of sources means all of them.
			canPublish: (options.canPublish ?? true) && sources.length > 0,
			canPublishSources: sources,
			canSubscribe: options.canSubscribe ?? true,
			canPublishData: options.canPublishData ?? false,
			canUpdateOwnMetadata: options.canUpdateOwnMetadata ?? false,
			hidden: options.hidden ?? false,
		},
		...describeParticipant(options),
	});
	const expiresAt = new Date((Math.floor(now / 1000) + ttlSeconds) * 1000).toISOString();
	const talkUrl = options.talkPage ? talkUrlOf(options.talkPage, url, token) : undefined;
	if (talkUrl === null) {
		throw refuse(
			'The address of the talk page is not usable',
			'Write it as a browser shows it, for example https://voice.example.com/talk/',
		);
	}
	return { token, room, url, identity, expiresAt, ...(talkUrl ? { talkUrl } : {}) };
}

/**
 * The page with the token in the fragment, where no server log holds it; another token there is replaced.
 *
 * @returns null when the page has no address that a browser opens.
 */
function talkUrlOf(page: string, liveKitUrl: string, token: string): string | null {
	if (!URL.canParse(page)) return null;
	const address = new URL(page);
	if (!['http:', 'https:'].includes(address.protocol)) return null;
	address.hash = new URLSearchParams({ url: liveKitUrl.replace(/^http/, 'ws'), token }).toString();
	return address.href;
}

/** The claims beside the permissions, without those that the builder left empty. */
function describeParticipant({
	name,
	metadata,
	attributes,
	agentName,
	agentMetadata,
}: TokenOptions) {
	const named = attributes?.attribute?.filter((attribute) => attribute.name !== '') ?? [];
	return {
		...(name ? { name } : {}),
		...(metadata ? { metadata } : {}),
		...(named.length > 0
			? {
					attributes: Object.fromEntries(named.map(({ name: key, value }) => [key, String(value)])),
				}
			: {}),
		...(agentName
			? { agents: [{ agentName, ...(agentMetadata ? { metadata: agentMetadata } : {}) }] }
			: {}),
	};
}
