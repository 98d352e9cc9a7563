import type { Phrase } from './phrases.ts';
import type { AgentPresence } from './presence.ts';
import type { ProblemCode } from './problem.ts';
import { emptyTranscript, reduceTranscript } from './transcript.ts';
import type { Transcript, TranscriptEvent } from './transcript.ts';

/** Where the caller is: `closed` shows a problem that no button on the page can solve. */
export type Phase =
	'ready' | 'asking-microphone' | 'connecting' | 'connected' | 'reconnecting' | 'ended' | 'closed';

/** Why a call is over: the caller hung up, the other side closed the room, or something failed. */
export type CallEnding = 'hung-up' | 'finished' | 'connection-lost' | 'opened-elsewhere';

/** Everything that the page shows. */
export interface PageState {
	phase: Phase;
	/** Shown with its advice until the next attempt. */
	problem: ProblemCode | null;
	ending: CallEnding | null;
	agent: AgentPresence;
	muted: boolean;
	hasMicrophone: boolean;
	/** The browser plays no sound before the caller clicks. */
	soundBlocked: boolean;
	connectedAtMs: number | null;
	endedAtMs: number | null;
	transcript: Transcript;
	/** null with real providers; else the sentences that the simulated ones understand. */
	phrases: readonly Phrase[] | null;
	/** Indexes into `phrases`. */
	playingPhrase: number | null;
	saidPhrases: readonly number[];
	/** Whether another call can be placed with the same link. */
	canCallAgain: boolean;
}

/** What a call that goes on while its page is loaded again had come to. */
export interface RunningCall {
	connectedAtMs: number;
	muted: boolean;
	transcript: Transcript;
}

export type PageEvent =
	| { type: 'link-refused'; problem: ProblemCode }
	| { type: 'phrases-loaded'; phrases: readonly Phrase[] | null }
	| { type: 'start-pressed' }
	/** The page was loaded again in the middle of a call. */
	| { type: 'rejoining'; call: RunningCall }
	| { type: 'microphone-opened' }
	/** The call goes on without one only when there are sentences to click. */
	| { type: 'microphone-failed'; problem: ProblemCode }
	| { type: 'microphone-lost' }
	| { type: 'connecting' }
	/** The caller gave up before the call was there. */
	| { type: 'cancelled' }
	| { type: 'connected'; atMs: number }
	| { type: 'connect-failed'; problem: ProblemCode }
	| { type: 'reconnecting' }
	| { type: 'reconnected' }
	| { type: 'ended'; ending: CallEnding; atMs: number; canCallAgain: boolean }
	| { type: 'agent'; presence: AgentPresence }
	| { type: 'agent-overdue' }
	| { type: 'mute-changed'; muted: boolean }
	| { type: 'sound-blocked'; blocked: boolean }
	| { type: 'phrase-started'; index: number }
	| { type: 'phrase-ended' }
	| { type: 'phrase-failed' }
	| { type: 'transcript'; event: TranscriptEvent };

export const initialState: PageState = {
	phase: 'ready',
	problem: null,
	ending: null,
	agent: 'absent',
	muted: false,
	hasMicrophone: false,
	soundBlocked: false,
	connectedAtMs: null,
	endedAtMs: null,
	transcript: emptyTranscript,
	phrases: null,
	playingPhrase: null,
	saidPhrases: [],
	canCallAgain: true,
};

/** What the page shows after an event. */
export function reduceState(state: PageState, event: PageEvent): PageState {
	switch (event.type) {
		case 'link-refused':
			return { ...state, phase: 'closed', problem: event.problem };
		case 'phrases-loaded':
			return { ...state, phrases: event.phrases };
		case 'start-pressed':
			return { ...initialState, phrases: state.phrases, phase: 'asking-microphone' };
		case 'rejoining':
			return { ...state, ...event.call, phase: 'asking-microphone' };
		case 'microphone-opened':
			return { ...state, hasMicrophone: true, problem: withoutMicrophoneProblem(state.problem) };
		case 'microphone-failed':
			return {
				...(canGoOn(state) ? state : notConnected(state)),
				hasMicrophone: false,
				problem: event.problem,
			};
		case 'microphone-lost':
			return { ...state, hasMicrophone: false, problem: 'microphone-lost' };
		case 'connecting':
			return { ...state, phase: 'connecting' };
		case 'cancelled':
			return { ...notConnected(state), problem: null };
		case 'connected':
			return { ...state, phase: 'connected', connectedAtMs: state.connectedAtMs ?? event.atMs };
		case 'connect-failed': {
			const final = event.problem === 'refused-link' || event.problem === 'expired-link';
			return {
				...notConnected(state),
				...(final ? { phase: 'closed' } : {}),
				problem: event.problem,
			};
		}
		case 'reconnecting':
			return { ...state, phase: 'reconnecting' };
		case 'reconnected':
			return { ...state, phase: 'connected' };
		case 'ended':
			return {
				...state,
				phase: 'ended',
				ending: event.ending,
				problem: endingProblem(event.ending),
				agent: 'absent',
				playingPhrase: null,
				soundBlocked: false,
				endedAtMs: event.atMs,
				canCallAgain: event.canCallAgain,
			};
		case 'agent':
			return {
				...state,
				agent: event.presence,
				problem:
					event.presence !== 'absent' && state.problem === 'agent-absent' ? null : state.problem,
			};
		case 'agent-overdue':
			return state.agent === 'absent' ? { ...state, problem: 'agent-absent' } : state;
		case 'mute-changed':
			return { ...state, muted: event.muted };
		case 'sound-blocked':
			return { ...state, soundBlocked: event.blocked };
		case 'phrase-started':
			return {
				...state,
				playingPhrase: event.index,
				saidPhrases: [...new Set([...state.saidPhrases, event.index])],
			};
		case 'phrase-ended':
			return { ...state, playingPhrase: null };
		case 'phrase-failed':
			return { ...state, playingPhrase: null, problem: 'phrase-absent' };
		case 'transcript':
			return { ...state, transcript: reduceTranscript(state.transcript, event.event) };
	}
}

/** Whether the caller is in the room or on the way back into it. */
export function isInCall({ phase }: PageState): boolean {
	return phase === 'connected' || phase === 'reconnecting';
}

/** Whether a sentence clicked now reaches an agent that listens. */
export function canSayPhrase(state: PageState): boolean {
	return (
		state.phase === 'connected' &&
		state.playingPhrase === null &&
		state.agent !== 'absent' &&
		state.agent !== 'initializing'
	);
}

/** The button is back, and a call that was to be joined again is given up. */
function notConnected(state: PageState): PageState {
	return { ...state, phase: 'ready', connectedAtMs: null };
}

function canGoOn({ phrases, phase }: PageState): boolean {
	return phase !== 'asking-microphone' || (phrases !== null && phrases.length > 0);
}

function withoutMicrophoneProblem(problem: ProblemCode | null): ProblemCode | null {
	return problem?.startsWith('microphone-') ? null : problem;
}

function endingProblem(ending: CallEnding): ProblemCode | null {
	return ending === 'connection-lost' || ending === 'opened-elsewhere' ? ending : null;
}
