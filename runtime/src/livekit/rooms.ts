import {
	AgentDispatchClient,
	DataPacket_Kind,
	RoomServiceClient,
	type ParticipantInfo,
} from 'livekit-server-sdk';
import { VoiceAgentError } from '../../../contract/error.ts';
import { COMMAND_TOPIC, type CallCommand } from '../channel/messages.ts';
import type { Config } from '../config.ts';
import { isNotFound, liveKitFailure } from './failure.ts';
import { isAgent } from './participant.ts';

/** Rooms on the LiveKit server. Every failure is `livekit_unreachable` or `livekit_unauthorized`. */
export interface Rooms {
	/** Makes the room; it closes by itself when nobody came for `emptyTimeoutMs`. */
	create(room: string, options: { emptyTimeoutMs: number }): Promise<void>;
	/** Asks LiveKit to give the room an agent of this name; metadata reaches it as job metadata. */
	dispatch(room: string, agentName: string, metadata: string): Promise<void>;
	/** Closes the room for everybody; a room that is gone is fine. */
	remove(room: string): Promise<void>;
	/**
	 * Sends a command to the agent in the room and to nobody else.
	 *
	 * @throws VoiceAgentError `conflict` when no agent is in the room.
	 */
	send(room: string, command: CallCommand): Promise<void>;
	/** Whether an agent is in the room. */
	hasAgent(room: string): Promise<boolean>;
	/** Whether this participant is in the room. */
	hasParticipant(room: string, identity: string): Promise<boolean>;
	/** Proves that LiveKit can be reached and accepts key and secret. */
	check(): Promise<void>;
}

const REQUEST_TIMEOUT_SECONDS = 10;
/** A caller who reloads the page finds the room again; an empty room is closed soon after. */
const DEPARTURE_TIMEOUT_SECONDS = 20;

/** Talks to the server API of LiveKit. */
export function createRooms(liveKit: Config['liveKit']): Rooms {
	const credentials = [liveKit.url, liveKit.apiKey, liveKit.apiSecret] as const;
	const options = { requestTimeout: REQUEST_TIMEOUT_SECONDS };
	const rooms = new RoomServiceClient(...credentials, options);
	const dispatches = new AgentDispatchClient(...credentials, options);

	return {
		create: (room, { emptyTimeoutMs }) =>
			attempt(async () => {
				await rooms.createRoom({
					name: room,
					emptyTimeout: Math.ceil(emptyTimeoutMs / 1000),
					departureTimeout: DEPARTURE_TIMEOUT_SECONDS,
				});
			}),
		dispatch: (room, agentName, metadata) =>
			attempt(async () => {
				await dispatches.createDispatch(room, agentName, { metadata });
			}),
		remove: (room) =>
			attempt(async () => {
				try {
					await rooms.deleteRoom(room);
				} catch (error) {
					if (!isNotFound(error)) throw error;
				}
			}),
		send: (room, command) =>
			attempt(async () => {
				const agents = await agentIdentities(rooms, room);
				if (agents.length === 0) {
					throw new VoiceAgentError('conflict', 'The agent is not in the call yet.');
				}
				await rooms.sendData(
					room,
					new TextEncoder().encode(JSON.stringify(command)),
					DataPacket_Kind.RELIABLE,
					{ topic: COMMAND_TOPIC, destinationIdentities: agents },
				);
			}),
		hasAgent: (room) => attempt(async () => (await agentIdentities(rooms, room)).length > 0),
		hasParticipant: (room, identity) =>
			attempt(async () =>
				(await participantsOf(rooms, room)).some((present) => present.identity === identity),
			),
		check: () =>
			attempt(async () => {
				await rooms.listRooms(['no-such-room']);
			}),
	};
}

const agentIdentities = async (rooms: RoomServiceClient, room: string): Promise<string[]> =>
	(await participantsOf(rooms, room)).filter(isAgent).map(({ identity }) => identity);

/** Nobody when there is no such room. */
async function participantsOf(rooms: RoomServiceClient, room: string): Promise<ParticipantInfo[]> {
	try {
		return await rooms.listParticipants(room);
	} catch (error) {
		if (isNotFound(error)) return [];
		throw error;
	}
}

async function attempt<Result>(operation: () => Promise<Result>): Promise<Result> {
	try {
		return await operation();
	} catch (error) {
		throw error instanceof VoiceAgentError ? error : liveKitFailure(error);
	}
}
