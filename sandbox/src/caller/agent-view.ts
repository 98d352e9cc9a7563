import { AudioStream, ParticipantKind, RoomEvent, TrackKind, TrackSource } from '@livekit/rtc-node';
import type { Participant, RemoteTrack, Room } from '@livekit/rtc-node';
import { FRAME_MS } from '../speech/voiced.ts';
import { CALL_RATE } from './frame.ts';

/** LiveKit's words for what an agent does, from its participant attribute `lk.agent.state`. */
export type AgentState = 'initializing' | 'idle' | 'listening' | 'thinking' | 'speaking';

const agentStates: readonly string[] = [
	'initializing',
	'idle',
	'listening',
	'thinking',
	'speaking',
] satisfies AgentState[];

const isAgentState = (value: string | undefined): value is AgentState =>
	value !== undefined && agentStates.includes(value);

/** What a caller can tell of the agent in the room. */
export interface AgentView {
	/** Undefined before an agent told its state. */
	state(): AgentState | undefined;
	/** Since when, in milliseconds of the call. */
	stateSinceMs(): number;
	/** When it last ceased to be `speaking`; −Infinity when it never did. */
	ceasedSpeakingMs(): number;
	/** Whether it says that a tool runs, by our `voice_agent.tool_running`. */
	toolRuns(): boolean;
	/** When that last changed. */
	toolChangedMs(): number;
	isPresent(): boolean;
	/** True when an agent was in the room and none is left. */
	hasLeft(): boolean;
	/** To be called once the room is connected: notices an agent that was there first. */
	lookAround(): void;
}

/** Follows the agents (participants of kind AGENT) of a room that is not connected yet. */
export function createAgentView(
	room: Room,
	options: {
		now(): number;
		/** Told every 10 ms of the agent's microphone track, voiced or not, at 48 kHz. */
		onFrame(frame: Int16Array, atMs: number): void;
		onState(state: AgentState, atMs: number): void;
	},
): AgentView {
	const present = new Set<string>();
	let seen = false;
	let state: AgentState | undefined;
	let stateSinceMs = 0;
	let ceasedSpeakingMs = -Infinity;
	let toolRuns = false;
	let toolChangedMs = 0;

	const notice = (participant: Participant) => {
		if (participant.kind !== ParticipantKind.AGENT) return;
		seen = true;
		present.add(participant.identity);
		const runs = participant.attributes['voice_agent.tool_running'] === 'true';
		if (runs !== toolRuns) toolChangedMs = options.now();
		toolRuns = runs;
		const told = participant.attributes['lk.agent.state'];
		if (!isAgentState(told) || told === state) return;
		stateSinceMs = options.now();
		if (state === 'speaking') ceasedSpeakingMs = stateSinceMs;
		state = told;
		options.onState(state, stateSinceMs);
	};
	const listen = async (track: RemoteTrack): Promise<void> => {
		const frames = new AudioStream(track, {
			sampleRate: CALL_RATE,
			numChannels: 1,
			frameSizeMs: FRAME_MS,
		});
		for await (const frame of frames) options.onFrame(frame.data, options.now());
	};

	room
		.on(RoomEvent.ParticipantConnected, notice)
		.on(RoomEvent.ParticipantAttributesChanged, (_changed, participant) => notice(participant))
		.on(RoomEvent.ParticipantDisconnected, ({ identity }) => present.delete(identity))
		.on(RoomEvent.TrackSubscribed, (track, { source }, participant) => {
			const isVoice =
				track.kind === TrackKind.KIND_AUDIO && source === TrackSource.SOURCE_MICROPHONE;
			if (participant.kind !== ParticipantKind.AGENT || !isVoice) return;
			notice(participant);
			// The stream ends or breaks off with the track; what was heard until then stays.
			listen(track).catch(() => undefined);
		});

	return {
		state: () => state,
		stateSinceMs: () => stateSinceMs,
		ceasedSpeakingMs: () => ceasedSpeakingMs,
		toolRuns: () => toolRuns,
		toolChangedMs: () => toolChangedMs,
		isPresent: () => present.size > 0,
		hasLeft: () => seen && present.size === 0,
		lookAround: () => room.remoteParticipants.forEach(notice),
	};
}
