import type { CallerTurn } from '../scenario/scenario.ts';
import { lengthenPause } from '../speech/pauses.ts';
import type { Pcm } from '../speech/pcm.ts';
import { readRecording } from '../speech/recording.ts';
import { resample } from '../speech/resample.ts';
import type { AgentState } from './agent-view.ts';
import { joinCall } from './caller.ts';
import type { Caller } from './caller.ts';
import { CALL_RATE } from './frame.ts';
import { createReport } from './call-report.ts';
import type { CallReport, TakenTurn } from './call-report.ts';
import type { TranscriptSegment } from './transcript.ts';
import { takeTurn } from './turn.ts';
import type { Manners } from './turn.ts';
import { wasUnderstood } from './was-understood.ts';

export interface CallRequest extends Partial<Manners> {
	/** LiveKit's WebSocket URL. */
	url: string;
	token: string;
	/** What to say, in order. */
	turns: CallerTurn[];
	/** The caller's voice. */
	speak(text: string): Promise<Pcm>;
	/** How long the agent may take to greet. Default 20 000. */
	greetingWithinMs?: number;
	/** How many turns of the call may be said once more when their words do not show up in the transcript. Default 0. */
	repeats?: number;
	/** The whole call ends after this. Default 180 000. */
	deadlineMs?: number;
	/** Where to write a WAV file of both sides. */
	recordingPath?: string;
	signal?: AbortSignal;
	/** Told what happens as it happens. */
	onEvent?: (event: CallEvent) => void;
}

/** Something that happened in a call; `atMs` is in milliseconds of the call. */
export type CallEvent =
	| { kind: 'joined'; atMs: number }
	| { kind: 'greeting_heard'; atMs: number }
	| { kind: 'agent_state'; atMs: number; state: AgentState }
	| ({ kind: 'transcript' } & TranscriptSegment)
	| { kind: 'said'; atMs: number; turn: number; text: string }
	| ({ kind: 'turn'; atMs: number; turn: number } & TakenTurn);

export const DEFAULT_DEADLINE_MS = 180_000;

const manners: Manners = {
	restMs: 800,
	answerWithinMs: 15_000,
	silenceWithinMs: 60_000,
	stopWithinMs: 5_000,
};

/**
 * Plays a scripted call: joins, hears the greeting, takes each turn when the agent has finished (or in the middle of
 * its speech where the script says so), hears the last answer out, and leaves. A turn that fails is reported and the
 * call goes on with the next one. What was not understood is said once more, as people do, if `repeats` allows it.
 *
 * @throws VoiceAgentError when the caller cannot join; `signal`'s reason when it aborts
 */
export async function placeCall(request: CallRequest): Promise<CallReport> {
	const { turns, onEvent = () => undefined } = request;
	// Rendered beforehand, so that no work of this process delays a frame of the call.
	const script = await Promise.all(
		turns.map(async (turn) => ({ ...turn, sound: await soundOf(turn, request) })),
	);
	const startedAt = new Date().toISOString();
	const deadline = AbortSignal.timeout(request.deadlineMs ?? DEFAULT_DEADLINE_MS);
	const caller = await joinCall({
		...request,
		onTranscript: (segment) => onEvent({ kind: 'transcript', ...segment }),
		onAgentState: (state, atMs) => onEvent({ kind: 'agent_state', atMs, state }),
	});
	const taken: TakenTurn[] = [];
	let repeatsLeft = request.repeats ?? 0;
	let greetedAtMs: number | null = null;
	let agentStayed = false;
	try {
		onEvent({ kind: 'joined', atMs: caller.joinedMs });
		const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
		const patience = { ...manners, ...request, signal };
		greetedAtMs = await hearGreeting(caller, { ...patience, onEvent });
		for (const [turn, { say, sound, interruptAfterMs, whenHeard }] of script.entries()) {
			const agentBeganMs = turn === 0 ? greetedAtMs : (taken.at(-1)?.answeredAtMs ?? null);
			const take = (interrupt?: { afterMs: number; agentBeganMs: number | null }) =>
				takeTurn(caller, sound, {
					...patience,
					...(interrupt && { interrupt }),
					...(whenHeard !== undefined && { whenHeard }),
					onSaid: () => onEvent({ kind: 'said', atMs: caller.now(), turn, text: say }),
				});
			const isInterruption = interruptAfterMs !== undefined;
			let times: TakenTurn = await take(
				isInterruption ? { afterMs: interruptAfterMs, agentBeganMs } : undefined,
			);
			if (repeatsLeft > 0 && !(await wasUnderstood(caller, times, signal))) {
				repeatsLeft -= 1;
				const { saidFromMs } = times;
				// Whoever was not understood when cutting in does not wait for the end either.
				const again = isInterruption && caller.agentState() === 'speaking';
				times = {
					...(await take(again ? { afterMs: 0, agentBeganMs: caller.now() } : undefined)),
					firstSaidFromMs: saidFromMs,
				};
			}
			taken.push(times);
			onEvent({ kind: 'turn', atMs: caller.now(), turn, ...times });
		}
		await caller.waitForAgentSilence({
			forMs: patience.restMs,
			withinMs: patience.silenceWithinMs,
			signal,
		});
	} catch (error) {
		if (!deadline.aborted) throw error;
	} finally {
		agentStayed = caller.agentIsPresent();
		await caller.leave();
	}
	const recording = request.recordingPath ?? null;
	if (recording !== null) await caller.saveRecording(recording);
	const endedBy = deadline.aborted ? 'deadline' : agentStayed ? 'caller' : 'agent';
	return createReport(caller, { startedAt, script, taken, greetedAtMs, endedBy, recording });
}

async function soundOf(
	{ say, recording, pauseMs }: CallerTurn,
	{ speak }: Pick<CallRequest, 'speak'>,
): Promise<Pcm> {
	const sound = await (recording === undefined ? speak(say) : readRecording(recording));
	return resample(pauseMs === undefined ? sound : lengthenPause(sound, pauseMs), CALL_RATE);
}

async function hearGreeting(
	caller: Caller,
	options: {
		greetingWithinMs?: number;
		signal: AbortSignal;
		onEvent: (event: CallEvent) => void;
	},
): Promise<number | null> {
	const { greetingWithinMs: withinMs = 20_000, signal, onEvent } = options;
	const greeting = await caller.waitForAgentSpeech(0, { withinMs, signal });
	if (!greeting) return null;
	onEvent({ kind: 'greeting_heard', atMs: greeting.startMs });
	return greeting.startMs;
}
