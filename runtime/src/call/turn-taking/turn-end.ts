import { setTimeout as realSleep } from 'node:timers/promises';
import type { llm } from '@livekit/agents';
import { VAD_MIN_SILENCE_MS, VAD_MIN_SPEECH_MS } from '../../providers/vad/vad.ts';
import { createSpeakingRhythm } from './speaking-rhythm.ts';
import type { TurnTiming } from './turn-profile.ts';
import { isUnfinished, lacksEnd } from './unfinished.ts';

/** Decides when the caller has finished, from the silence, the words and the caller's own pauses. */
export interface TurnEnd {
	/** What the framework asks whenever there are words and silence. Answers when the turn is over; a newer question replaces it. */
	detector: TurnDetector;
	callerSpeaks(): void;
	/** The VAD has heard the end of speech, {@link VAD_MIN_SILENCE_MS} late. */
	callerIsSilent(): void;
	/** The agent has begun to speak. */
	agentSpeaks(): void;
}

/** The framework's interface of a turn detector that reads text; it does not export it. */
interface TurnDetector {
	readonly model: string;
	readonly provider: string;
	unlikelyThreshold(): Promise<number>;
	supportsLanguage(): Promise<boolean>;
	predictEndOfTurn(chatCtx: llm.ChatContext): Promise<number>;
}

/** The agent that began to speak less than this before the caller went on has cut the caller off. */
const CUT_OFF_MS = 700;

/**
 * @param options - `language`: BCP 47.
 * `now`: Milliseconds since the epoch.
 * `sleep`: Waits milliseconds.
 */
export function createTurnEnd(options: {
	timing: TurnTiming;
	language: string;
	now: () => number;
	sleep?: (ms: number) => Promise<unknown>;
}): TurnEnd {
	const { timing, language, now, sleep = realSleep } = options;
	const rhythm = createSpeakingRhythm({
		shortestMs: timing.endDelayMs,
		longestMs: timing.openEndDelayMs,
	});
	let lastSoundAt: number | undefined;
	let agentSpokeAt: number | undefined;

	const delayAfter = (text: string): number => {
		if (isUnfinished(text, language)) return timing.openEndDelayMs;
		const ofCaller = rhythm.delayMs();
		return lacksEnd(text, language) ? Math.max(timing.unendedDelayMs, ofCaller) : ofCaller;
	};

	return {
		detector: {
			model: 'silence-words-rhythm',
			provider: 'voice-agent',
			unlikelyThreshold: () => Promise.resolve(0.5),
			supportsLanguage: () => Promise.resolve(true),
			async predictEndOfTurn(chatCtx) {
				const message = chatCtx.items.at(-1);
				const text = message?.type === 'message' ? (message.textContent ?? '') : '';
				const waitMs = (lastSoundAt ?? now()) + delayAfter(text) - now();
				if (waitMs > 0) await sleep(waitMs);
				return 1;
			},
		},
		callerSpeaks() {
			if (lastSoundAt === undefined) return;
			const pauseMs = now() - VAD_MIN_SPEECH_MS - lastSoundAt;
			const wasCutOff = agentSpokeAt !== undefined && now() - agentSpokeAt < CUT_OFF_MS;
			// What was too long for the delay is to be waited for, however short the VAD has measured it.
			if (wasCutOff) rhythm.paused(Math.max(pauseMs, timing.endDelayMs));
			else if (agentSpokeAt === undefined) rhythm.paused(pauseMs);
			else rhythm.finished();
			agentSpokeAt = undefined;
		},
		callerIsSilent() {
			lastSoundAt = now() - VAD_MIN_SILENCE_MS;
		},
		agentSpeaks() {
			agentSpokeAt = now();
		},
	};
}
