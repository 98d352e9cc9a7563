import {
	ConnectionError,
	ConnectionErrorReason,
	DisconnectReason,
	Room,
	RoomEvent,
	Track,
	isBrowserSupported,
} from 'livekit-client';
import type { LocalTrackPublication, Participant, RemoteTrack } from 'livekit-client';
import { receiveTranscription } from './transcription-stream.ts';
import type { Link } from './link.ts';
import { presenceOf } from './presence.ts';
import type { AgentPresence } from './presence.ts';
import type { ProblemCode } from './problem.ts';
import type { CallEnding } from './state.ts';
import type { TranscriptEvent } from './transcript.ts';

export interface CallOptions {
	link: Link;
	onReconnecting(): void;
	onReconnected(): void;
	/** Once, when the room is left for whatever reason. */
	onEnded(ending: CallEnding): void;
	onAgent(presence: AgentPresence): void;
	onAgentAudio(track: MediaStreamTrack): void;
	onSoundBlocked(blocked: boolean): void;
	onTranscript(event: TranscriptEvent): void;
}

/** One visit to the LiveKit room. */
export interface Call {
	/** Joins and publishes; returns what went wrong, if anything did. */
	connect(microphone: MediaStreamTrack): Promise<ProblemCode | undefined>;
	/** Publishes another track in place of the first. */
	replaceMicrophone(microphone: MediaStreamTrack): Promise<void>;
	/** Lets the browser play the agent; call it from a click. */
	startSound(): Promise<void>;
	/** Leaves the room. */
	end(): Promise<void>;
}

/** Makes a call that has not been connected yet. */
export function createCall(options: CallOptions): Call {
	// The page says itself when it goes away, after it has written down that the call was running.
	const room = new Room({ disconnectOnPageLeave: false });
	let publication: LocalTrackPublication | undefined;
	let joined = false;

	const reportAgent = () => options.onAgent(findPresence(room));
	room
		.on(RoomEvent.Reconnecting, options.onReconnecting)
		.on(RoomEvent.SignalReconnecting, options.onReconnecting)
		.on(RoomEvent.Reconnected, options.onReconnected)
		.on(RoomEvent.ParticipantConnected, reportAgent)
		.on(RoomEvent.ParticipantDisconnected, reportAgent)
		.on(RoomEvent.ParticipantAttributesChanged, reportAgent)
		.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => {
			play(track);
			if (track.kind === Track.Kind.Audio && isAgent(participant)) {
				options.onAgentAudio(track.mediaStreamTrack);
			}
		})
		.on(RoomEvent.TrackUnsubscribed, (track) => {
			for (const element of track.detach()) element.remove();
		})
		.on(RoomEvent.AudioPlaybackStatusChanged, () => {
			options.onSoundBlocked(!room.canPlaybackAudio);
		})
		.on(RoomEvent.Disconnected, (reason) => {
			// A failed join also says Disconnected; `connect` reports that one.
			if (joined) options.onEnded(nameEnding(reason));
		});
	receiveTranscription(room, options.onTranscript);

	async function startSound(): Promise<void> {
		try {
			await room.startAudio();
		} catch {
			// The browser wants a click first: AudioPlaybackStatusChanged has asked for it.
		}
	}

	return {
		async connect(microphone) {
			if (!isBrowserSupported()) return 'old-browser';
			try {
				await room.connect(options.link.url, options.link.token);
				publication = await room.localParticipant.publishTrack(microphone, {
					source: Track.Source.Microphone,
				});
			} catch (error) {
				await room.disconnect();
				return nameProblem(error);
			}
			joined = true;
			reportAgent();
			await startSound();
			return undefined;
		},
		async replaceMicrophone(microphone) {
			if (publication?.track?.mediaStreamTrack !== microphone) {
				await publication?.track?.replaceTrack(microphone, true);
			}
		},
		startSound,
		end: () => room.disconnect(),
	};
}

function play(track: RemoteTrack): void {
	if (track.kind !== Track.Kind.Audio) return;
	document.body.append(track.attach());
}

function isAgent(participant: Participant): boolean {
	return participant.isAgent || 'lk.agent.state' in participant.attributes;
}

function findPresence(room: Room): AgentPresence {
	const agent = [...room.remoteParticipants.values()].find(isAgent);
	return agent ? presenceOf(agent.attributes) : 'absent';
}

function nameEnding(reason: DisconnectReason | undefined): CallEnding {
	switch (reason) {
		case DisconnectReason.CLIENT_INITIATED:
			return 'hung-up';
		case DisconnectReason.DUPLICATE_IDENTITY:
			return 'opened-elsewhere';
		case DisconnectReason.PARTICIPANT_REMOVED:
		case DisconnectReason.ROOM_DELETED:
		case DisconnectReason.ROOM_CLOSED:
			return 'finished';
		default:
			return 'connection-lost';
	}
}

function nameProblem(error: unknown): ProblemCode {
	const refused =
		error instanceof ConnectionError && error.reason === ConnectionErrorReason.NotAllowed;
	return refused ? 'refused-link' : 'server-unreachable';
}
