import {
	DisconnectReason,
	ParticipantKind,
	RoomEvent,
	type RemoteParticipant,
	type Room,
} from '@livekit/rtc-node';

/** After hanging up, which a page that is reloaded seems to do: it is back within a second, on a phone within three. */
const HANG_UP_GRACE_MS = 4000;
/** After a lost connection; LiveKit itself has already waited for about as long. */
const LOST_GRACE_MS = 10_000;

/** The person on the other side of the room. */
export interface Caller {
	/** @returns false when nobody came within `timeoutMs`. */
	joined(timeoutMs: number): Promise<boolean>;
	stop(): void;
}

/**
 * Watches for the participant with the given identity.
 *
 * @param options - `onGone` is called once the caller left and did not come back.
 * `onOtherJoined` and `onOtherLeft` are called for every other person who comes or goes while the agent is in the room.
 */
export function watchCaller(
	room: Room,
	options: {
		identity: string;
		onGone: () => void;
		onOtherJoined: (identity: string) => void;
		onOtherLeft: (identity: string) => void;
	},
): Caller {
	const isCaller = (participant: RemoteParticipant): boolean =>
		participant.identity === options.identity;
	const isHere = (): boolean => room.remoteParticipants.has(options.identity);
	let gone: NodeJS.Timeout | undefined;
	let arrived: (() => void) | undefined;

	const onConnected = (participant: RemoteParticipant): void => {
		if (!isCaller(participant)) {
			if (isPerson(participant)) options.onOtherJoined(participant.identity);
			return;
		}
		clearTimeout(gone);
		arrived?.();
	};
	const onDisconnected = (participant: RemoteParticipant): void => {
		if (!isCaller(participant)) {
			if (isPerson(participant)) options.onOtherLeft(participant.identity);
			return;
		}
		clearTimeout(gone);
		gone = setTimeout(options.onGone, graceMs(participant.disconnectReason));
	};
	room.on(RoomEvent.ParticipantConnected, onConnected);
	room.on(RoomEvent.ParticipantDisconnected, onDisconnected);

	return {
		async joined(timeoutMs) {
			if (isHere()) return true;
			return new Promise((resolve) => {
				const timer = setTimeout(() => resolve(false), timeoutMs);
				arrived = () => {
					clearTimeout(timer);
					resolve(true);
				};
			});
		},
		stop() {
			clearTimeout(gone);
			room.off(RoomEvent.ParticipantConnected, onConnected);
			room.off(RoomEvent.ParticipantDisconnected, onDisconnected);
		},
	};
}

const MACHINES: readonly ParticipantKind[] = [ParticipantKind.AGENT, ParticipantKind.EGRESS];

const isPerson = ({ kind }: RemoteParticipant): boolean => !MACHINES.includes(kind);

function graceMs(reason: DisconnectReason | undefined): number {
	switch (reason) {
		case DisconnectReason.PARTICIPANT_REMOVED:
			return 0;
		case DisconnectReason.CLIENT_INITIATED:
		// The agent is about to be told the same.
		case DisconnectReason.ROOM_DELETED:
			return HANG_UP_GRACE_MS;
		default:
			return LOST_GRACE_MS;
	}
}
