import { createHmac } from 'node:crypto';

/** What a participant may send. */
export type TrackSource = 'camera' | 'microphone' | 'screen_share' | 'screen_share_audio';

/** The `video` claim: what the token's holder may do. Absent means LiveKit's default, so every refusal is written out. */
export interface VideoGrant {
	room?: string;
	roomJoin?: boolean;
	roomList?: boolean;
	canPublish?: boolean;
	/** Absent or empty for every source. */
	canPublishSources?: TrackSource[];
	canSubscribe?: boolean;
	canPublishData?: boolean;
	canUpdateOwnMetadata?: boolean;
	hidden?: boolean;
}

/** An agent that LiveKit sends to the room when it is made by this token. */
export interface AgentDispatch {
	agentName: string;
	metadata?: string;
}

export interface AccessTokenOptions {
	apiKey: string;
	apiSecret: string;
	video: VideoGrant;
	ttlSeconds: number;
	/** Milliseconds since the epoch. */
	now: number;
	identity?: string;
	name?: string;
	metadata?: string;
	attributes?: Record<string, string>;
	agents?: AgentDispatch[];
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Signs a LiveKit access token (JWT, HS256). Source: https://docs.livekit.io/home/get-started/authentication/ */
export function signAccessToken(options: AccessTokenOptions): string {
	const issuedAt = Math.floor(options.now / 1000);
	const content = [
		{ alg: 'HS256', typ: 'JWT' },
		{
			iss: options.apiKey,
			sub: options.identity,
			nbf: issuedAt,
			exp: issuedAt + options.ttlSeconds,
			name: options.name,
			metadata: options.metadata,
			attributes: options.attributes,
			video: options.video,
			// LiveKit's RoomConfiguration message as protobuf's JSON.
			roomConfig: options.agents && { agents: options.agents },
		},
	]
		.map(encode)
		.join('.');
	const signature = createHmac('sha256', options.apiSecret).update(content).digest('base64url');
	return `${content}.${signature}`;
}
