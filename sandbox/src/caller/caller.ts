import { writeFile } from 'node:fs/promises';
import { Room, RoomEvent } from '@livekit/rtc-node';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { Pcm } from '../speech/pcm.ts';
import { resample } from '../speech/resample.ts';
import { writeWav } from '../speech/wav.ts';
import { createAgentView } from './agent-view.ts';
import type { AgentState } from './agent-view.ts';
import { createEar } from './ear.ts';
import type { Speech } from './ear.ts';
import { CALL_RATE } from './frame.ts';
import type { Spoken } from './microphone.ts';
import { publishMicrophone } from './publish-microphone.ts';
import { createTape, mix } from './tape.ts';
import { followTranscript } from './transcript.ts';
import type { TranscriptSegment } from './transcript.ts';
import { until } from './until.ts';
import type { Patience } from './until.ts';

/** A person on the phone, as a program. Every instant is in milliseconds since `joinCall` was called. */
export interface Caller {
	now(): number;
	/** When the caller was in the room with an open microphone. */
	joinedMs: number;
	/** Says a sound (48 kHz best: another rate is converted first); resolves when its last voiced 10 ms frame was handed to WebRTC. */
	say(sound: Pcm): Promise<Spoken>;
	/** The instants at which voiced frames of the agent arrived. */
	heard(): readonly number[];
	/** The agent's stretches of speech; pauses up to 300 ms do not part them. */
	agentSpeech(): Speech[];
	/**
	 * Waits for speech that begins after this instant and is still heard after `pastMs` (default: the same instant).
	 *
	 * @returns undefined when none came in time or the agent left
	 */
	waitForAgentSpeech(
		afterMs: number,
		options: Patience & { pastMs?: number },
	): Promise<Speech | undefined>;
	/**
	 * Waits until the agent has finished: nothing was heard for `forMs` and its state says the same for as long, so that
	 * a pause between two sentences or the wait for a tool is no end.
	 *
	 * @param options - `toolMayRun`: Do not wait for a tool; default false.
	 * @returns when its last voiced frame ended; undefined when it did not fall silent in time
	 */
	waitForAgentSilence(
		options: Patience & { forMs: number; toolMayRun?: boolean },
	): Promise<number | undefined>;
	/**
	 * Waits until an agent that is cut off ceases to speak after this instant; it may already be about to answer.
	 *
	 * @returns as `waitForAgentSilence`
	 */
	waitForAgentToStop(
		afterMs: number,
		options: Patience & { forMs: number },
	): Promise<number | undefined>;
	/** The agent's `lk.agent.state`; undefined when there is no agent or it does not tell. */
	agentState(): AgentState | undefined;
	/** False before the agent has joined and after it or the caller has left. */
	agentIsPresent(): boolean;
	transcript(): TranscriptSegment[];
	/** What was heard, from the first instant of the call. */
	recording(): Pcm;
	/** Writes a WAV file of both sides. */
	saveRecording(path: string): Promise<void>;
	/** The latest that a frame left, in milliseconds: how far this machine was from real time. */
	worstLateMs(): number;
	leave(): Promise<void>;
}

export interface JoinOptions {
	/** LiveKit's WebSocket URL. */
	url: string;
	/** A token that may join one room, publish a microphone and subscribe. */
	token: string;
	onTranscript?: (segment: TranscriptSegment) => void;
	onAgentState?: (state: AgentState, atMs: number) => void;
}

async function connect(room: Room, { url, token }: JoinOptions): Promise<void> {
	try {
		await room.connect(url, token, { autoSubscribe: true, dynacast: false });
	} catch (cause) {
		const refused = /401|unauthori[sz]ed|invalid.*token|token.*invalid/i.test(String(cause));
		throw refused
			? new VoiceAgentError('livekit_unauthorized', 'LiveKit refused the caller’s token.', {
					cause,
				})
			: new VoiceAgentError('livekit_unreachable', `The caller cannot join at ${url}.`, { cause });
	}
}

/**
 * Joins a call with an open microphone and listens to its agent.
 *
 * @throws VoiceAgentError `livekit_unauthorized` or `livekit_unreachable`
 */
export async function joinCall(options: JoinOptions): Promise<Caller> {
	const origin = performance.now();
	const now = () => performance.now() - origin;
	const room = new Room();
	const ear = createEar();
	const [said, heard] = [createTape(), createTape()];
	const agent = createAgentView(room, {
		now,
		onFrame(frame, atMs) {
			ear.hear(frame, atMs);
			heard.put(frame, atMs);
		},
		onState: options.onAgentState ?? (() => undefined),
	});
	const transcript = followTranscript(room, {
		now,
		onSegment: options.onTranscript ?? (() => undefined),
	});
	let disconnected = false;
	room.on(RoomEvent.Disconnected, () => (disconnected = true));

	await connect(room, options);
	agent.lookAround();
	const microphone = await publishMicrophone(room, {
		now,
		onSent: (frame, atMs) => said.put(frame, atMs),
	});
	const isOver = () => disconnected || agent.hasLeft();
	const hasRestedFor = (forMs: number, toolMayRun: boolean) => {
		const state = agent.state();
		if (state !== undefined && state !== 'listening' && state !== 'idle') return false;
		if (agent.toolRuns() && !toolMayRun) return false;
		const toolChangedMs = toolMayRun ? 0 : agent.toolChangedMs();
		return now() - Math.max(ear.quietSinceMs(), agent.stateSinceMs(), toolChangedMs) >= forMs;
	};

	return {
		now,
		joinedMs: now(),
		say: (sound) => microphone.say(resample(sound, CALL_RATE).samples),
		heard: () => ear.heard(),
		agentSpeech: () => ear.speech(0),
		async waitForAgentSpeech(afterMs, { pastMs = afterMs, ...patience }) {
			const find = () => ear.speech(afterMs).find(({ endMs }) => endMs > pastMs);
			await until(() => find() ?? (isOver() || undefined), patience);
			return find();
		},
		waitForAgentSilence({ forMs, toolMayRun = false, ...patience }) {
			return until(
				() => (isOver() || hasRestedFor(forMs, toolMayRun) ? ear.quietSinceMs() : undefined),
				patience,
			);
		},
		waitForAgentToStop(afterMs, { forMs, ...patience }) {
			const hasCeased = () => agent.state() !== 'speaking' || agent.ceasedSpeakingMs() > afterMs;
			const hasStopped = () => hasCeased() && now() - ear.quietSinceMs() >= forMs;
			return until(() => (isOver() || hasStopped() ? ear.quietSinceMs() : undefined), patience);
		},
		agentState: () => agent.state(),
		agentIsPresent: () => !disconnected && agent.isPresent(),
		transcript,
		recording: () => heard.pcm(),
		saveRecording: (path) => writeFile(path, writeWav(mix(said.pcm(), heard.pcm()))),
		worstLateMs: () => microphone.worstLateMs(),
		async leave() {
			await microphone.stop();
			await room.disconnect();
		},
	};
}
