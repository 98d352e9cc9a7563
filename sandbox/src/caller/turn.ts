import type { Pcm } from '../speech/pcm.ts';
import type { Caller } from './caller.ts';
import { until } from './until.ts';
import type { Patience } from './until.ts';

/** When things happened in one turn, in milliseconds of the call; null for what did not happen. */
export interface TurnTimes {
	/** First voiced frame of the caller. */
	saidFromMs: number | null;
	/** Last voiced frame of the caller. */
	saidUntilMs: number | null;
	/** First voiced frame of the agent's answer. */
	answeredAtMs: number | null;
	/**
	 * `answeredAtMs` − `saidUntilMs`: what the caller waits. Negative when the agent began before the caller had finished.
	 */
	latencyMs: number | null;
	/** For a turn that interrupts: from the caller's first voiced frame to the end of the agent's last. */
	agentSilentAfterMs: number | null;
	/** First voiced frame of an agent that began to speak before the caller had finished, in a turn that does not interrupt. */
	cutOffAtMs: number | null;
	/** One sentence when the turn did not go as it should. */
	problem: string | null;
}

/** What the caller takes for an end and for no answer. */
export interface Manners {
	/** The agent has finished when it rests this long. */
	restMs: number;
	/** How long an answer may take to begin. */
	answerWithinMs: number;
	/** How long an answer may go on. */
	silenceWithinMs: number;
	/** How long an interrupted agent may talk on. */
	stopWithinMs: number;
}

/** Shorter than the wait for the next answer, longer than most gaps between an agent's words. */
const stoppedMs = 150;

const isSpeaking = (caller: Caller): boolean =>
	caller.agentState() === 'speaking' ||
	caller.now() - (caller.heard().at(-1) ?? -Infinity) < stoppedMs;

const agentHasSaid = (caller: Caller, words: string): boolean =>
	caller.transcript().some(({ speaker, text }) => speaker === 'agent' && text.includes(words));

const unsaid: TurnTimes = {
	saidFromMs: null,
	saidUntilMs: null,
	answeredAtMs: null,
	latencyMs: null,
	agentSilentAfterMs: null,
	cutOffAtMs: null,
	problem: null,
};

/**
 * Says one thing and waits for the answer to begin.
 *
 * @throws the signal's reason when it aborts
 */
export async function takeTurn(
	caller: Caller,
	sound: Pcm,
	options: Manners & {
		/** Words of the agent that are waited for first. */
		whenHeard?: string;
		/** Set for a turn that cuts in: how long after which instant. */
		interrupt?: { afterMs: number; agentBeganMs: number | null };
		signal: AbortSignal;
		onSaid?: () => void;
	},
): Promise<TurnTimes> {
	const { interrupt, whenHeard, signal } = options;
	const within = (withinMs: number): Patience => ({ withinMs, signal });

	if (whenHeard !== undefined) {
		const hasHeard = () => agentHasSaid(caller, whenHeard) || undefined;
		if (!(await until(hasHeard, within(options.silenceWithinMs)))) {
			return { ...unsaid, problem: `The agent did not say “${whenHeard}”.` };
		}
	}

	if (interrupt) {
		if (interrupt.agentBeganMs === null) {
			return { ...unsaid, problem: 'There was no answer to interrupt.' };
		}
		const cutInAtMs = interrupt.agentBeganMs + interrupt.afterMs;
		await until(() => caller.now() >= cutInAtMs || undefined, within(interrupt.afterMs));
	} else {
		// Whoever has heard the words of the script does not wait for a tool as well.
		const toolMayRun = whenHeard !== undefined;
		const silence = { forMs: options.restMs, toolMayRun, ...within(options.silenceWithinMs) };
		if ((await caller.waitForAgentSilence(silence)) === undefined) {
			return { ...unsaid, problem: `The agent spoke on for ${options.silenceWithinMs} ms.` };
		}
	}
	if (!caller.agentIsPresent()) return { ...unsaid, problem: 'The agent is not in the call.' };

	const stop = { forMs: stoppedMs, ...within(options.stopWithinMs) };
	const [said, stoppedAtMs] = await Promise.all([
		caller.say(sound).then((spoken) => {
			options.onSaid?.();
			return spoken;
		}),
		interrupt && isSpeaking(caller) ? caller.waitForAgentToStop(caller.now(), stop) : null,
	]);
	const times: TurnTimes = {
		...unsaid,
		saidFromMs: said.firstVoicedMs,
		saidUntilMs: said.lastVoicedMs,
	};
	if (!interrupt) {
		const early = caller.agentSpeech().find(({ startMs }) => startMs > said.firstVoicedMs);
		times.cutOffAtMs = early && early.startMs < said.lastVoicedMs ? early.startMs : null;
	}
	if (stoppedAtMs === undefined) {
		return { ...times, problem: `The agent talked on for ${options.stopWithinMs} ms.` };
	}
	const wasCutOff = stoppedAtMs !== null && stoppedAtMs > said.firstVoicedMs;
	if (wasCutOff) times.agentSilentAfterMs = stoppedAtMs - said.firstVoicedMs;

	const answer = await caller.waitForAgentSpeech(wasCutOff ? stoppedAtMs : said.firstVoicedMs, {
		pastMs: said.lastVoicedMs,
		...within(options.answerWithinMs),
	});
	if (!answer) {
		const fault = caller.agentIsPresent()
			? `did not answer in ${options.answerWithinMs} ms`
			: 'left the call';
		return { ...times, problem: `The agent ${fault}.` };
	}
	return {
		...times,
		answeredAtMs: answer.startMs,
		latencyMs: answer.startMs - said.lastVoicedMs,
		problem:
			interrupt && !wasCutOff ? 'The agent had fallen silent before it was interrupted.' : null,
	};
}
