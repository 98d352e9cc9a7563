import { WebhookReceiver } from 'livekit-server-sdk';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { Config } from '../config.ts';
import { isAgent } from './participant.ts';

/** The part of a LiveKit webhook that sessions care about. */
export interface RoomEvent {
	/** LiveKit's name, for example `participant_left`. */
	event: string;
	room: string;
	/** Absent for events of the room itself. */
	participant?: { identity: string; isAgent: boolean };
}

/**
 * Reads LiveKit's signed webhooks.
 *
 * @returns A function of the raw body and the Authorization header that throws VoiceAgentError `unauthorized`
 * unless LiveKit signed exactly this body.
 */
export function createWebhookReader(
	liveKit: Config['liveKit'],
): (body: string, authorization: string | undefined) => Promise<RoomEvent> {
	const receiver = new WebhookReceiver(liveKit.apiKey, liveKit.apiSecret);
	return async (body, authorization) => {
		try {
			const { event, room, participant } = await receiver.receive(body, authorization);
			return {
				event,
				room: room?.name ?? '',
				...(participant
					? {
							participant: {
								identity: participant.identity,
								isAgent: isAgent(participant),
							},
						}
					: {}),
			};
		} catch (error) {
			throw new VoiceAgentError('unauthorized', 'The webhook is not signed by LiveKit.', {
				cause: error,
			});
		}
	};
}
