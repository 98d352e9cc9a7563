import { voice, type llm, type stt, type tts, type VAD } from '@livekit/agents';
import type { SessionConfig } from '../channel/messages.ts';
import { dropInterruptedAudio } from './drop-interrupted-audio.ts';
import { keepSpeculation } from './turn-taking/keep-speculation.ts';
import { createTurnEnd } from './turn-taking/turn-end.ts';
import { turnProfiles } from './turn-taking/turn-profile.ts';

/** What listens, thinks and speaks in one call. */
export interface Providers {
	vad: VAD;
	/** `finalize` asks for the transcript of what was said so far, without waiting for silence. */
	stt: stt.STT & { finalize?(): void };
	llm: llm.LLM;
	/** `prewarm` opens the connection ahead of the first words. */
	tts: tts.TTS & { prewarm?(): void };
}

/**
 * The pipeline of one call, with every default of the framework that costs the caller time or words changed.
 *
 * @param now - Milliseconds since the epoch.
 */
export function createAgentSession(
	providers: Providers,
	agent: Pick<SessionConfig['agent'], 'turnProfile' | 'language'>,
	now: () => number,
): voice.AgentSession {
	const timing = turnProfiles[agent.turnProfile];
	const turnEnd = createTurnEnd({ timing, language: agent.language, now });
	const session = new voice.AgentSession({
		...providers,
		turnHandling: {
			turnDetection: turnEnd.detector,
			// The detector answers when the turn is over; a delay of the framework's would come on top.
			endpointing: { mode: 'fixed', minDelay: 0, maxDelay: 0 },
			interruption: {
				mode: 'vad',
				minDuration: timing.interruptionMinDurationMs,
				// The agent falls silent at once and goes on when no words followed, as after a cough. Longer than a slow
				// transcript takes behind the VAD's end of speech.
				falseInterruptionTimeout: 600,
				resumeFalseInterruption: true,
			},
			preemptiveGeneration: {
				enabled: true,
				// Synthesis also starts before the turn is surely over; the audio is held until then.
				preemptiveTts: true,
				// Of a long turn with many pauses, the last words matter most.
				maxSpeechDuration: 120_000,
				maxRetries: 12,
			},
		},
		// The default swallows what a caller says during the first three seconds of the agent's speech.
		aecWarmupDuration: null,
		// Aligned transcripts make the answer after an interruption wait four seconds.
		useTtsAlignedTranscript: false,
		// The call has its own timer for silence, which rests while a tool runs.
		userAwayTimeout: null,
		// Off by default: a caller whose words got lost would wait for ever. Longer than a slow transcript.
		transcriptionTimeout: 4000,
		// Look something up, act, and repair one refused call, within one answer.
		maxToolSteps: 5,
		connOptions: {
			// The defaults try four times for ten seconds each; here both tries together take less than five.
			llmConnOptions: { timeoutMs: 2100, maxRetry: 1, retryIntervalMs: 100 },
			ttsConnOptions: { timeoutMs: 2100, maxRetry: 1, retryIntervalMs: 100 },
			// Several guesses may fail within one turn, and the default would hang up; the call answers failures itself.
			maxUnrecoverableErrors: Infinity,
		},
	});
	session.on(voice.AgentSessionEventTypes.UserStateChanged, ({ newState }) => {
		if (newState === 'speaking') return turnEnd.callerSpeaks();
		turnEnd.callerIsSilent();
		// In noise the recogniser hears no silence by itself.
		providers.stt.finalize?.();
	});
	session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
		if (newState === 'speaking') turnEnd.agentSpeaks();
	});
	return session;
}

/** Starts the pipeline in a connected room. */
export async function startAgentSession(
	session: voice.AgentSession,
	options: {
		agent: voice.Agent;
		room: NonNullable<Parameters<voice.AgentSession['start']>[0]['room']>;
		callerIdentity: string;
	},
): Promise<void> {
	const audioReady = dropInterruptedAudio(session);
	await session.start({
		agent: options.agent,
		room: options.room,
		// The default leaves it to the LiveKit project whether calls are uploaded.
		record: false,
		inputOptions: {
			participantIdentity: options.callerIdentity,
			// What the VAD and the recogniser use; the default of 24 kHz would be resampled twice.
			audioSampleRate: 16_000,
			// A caller who reloads the page comes back; the call decides when it is over.
			closeOnDisconnect: false,
			textEnabled: false,
		},
		// What is queued when the agent is interrupted is lost if it goes on afterwards; the default is 200.
		outputOptions: { queueSizeMs: 100 },
	});
	await closeRemoteControl(session);
	keepSpeculation(session);
	audioReady();
}

/**
 * Closes the byte stream that the framework opens in every room: through it the caller's client receives the
 * instructions, the tools, their arguments and their results, and may drive the agent.
 */
async function closeRemoteControl(session: voice.AgentSession): Promise<void> {
	const host: unknown = Reflect.get(session, 'sessionHost');
	if (typeof host !== 'object' || host === null || !('close' in host)) {
		throw new TypeError('This version of @livekit/agents keeps its session host elsewhere.');
	}
	await (host as { close(): Promise<void> }).close();
}
