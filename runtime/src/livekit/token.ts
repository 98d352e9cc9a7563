import { AccessToken, TrackSource } from 'livekit-server-sdk';
import type { Config } from '../config.ts';

/** What a participant's token says; everything that it does not say is refused by LiveKit. */
export interface ParticipantTokenOptions {
	room: string;
	identity: string;
	/** Shown to the other participants; empty for none. */
	name: string;
	/** Free text for the application; empty for none. */
	metadata: string;
	ttlSeconds: number;
}

/**
 * Signs a token that joins one room, publishes a microphone and listens.
 *
 * It sends no data: the agent obeys data messages only from the server, and a caller who cannot send any
 * cannot try.
 */
export async function mintParticipantToken(
	liveKit: Config['liveKit'],
	options: ParticipantTokenOptions,
): Promise<string> {
	const token = new AccessToken(liveKit.apiKey, liveKit.apiSecret, {
		identity: options.identity,
		ttl: options.ttlSeconds,
		...(options.name ? { name: options.name } : {}),
		...(options.metadata ? { metadata: options.metadata } : {}),
	});
	token.addGrant({
		roomJoin: true,
		room: options.room,
		canPublish: true,
		canPublishSources: [TrackSource.MICROPHONE],
		canSubscribe: true,
		canPublishData: false,
		canUpdateOwnMetadata: false,
	});
	return token.toJwt();
}
