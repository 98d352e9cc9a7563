import { createHmac } from 'node:crypto';

/** The `video` claim: what the token's holder may do. Absent means LiveKit's default, so every refusal is written out. */
export interface VideoGrant {
	room?: string;
	roomJoin?: boolean;
	roomList?: boolean;
	canPublish?: boolean;
	canSubscribe?: boolean;
	canPublishData?: boolean;
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
			video: options.video,
		},
	]
		.map(encode)
		.join('.');
	const signature = createHmac('sha256', options.apiSecret).update(content).digest('base64url');
	return `${content}.${signature}`;
}
