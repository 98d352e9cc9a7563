import { createCallerAudio } from './caller-audio.ts';
import type { CallerAudio } from './caller-audio.ts';
import type { Call, createCall } from './call.ts';
import type { Link } from './link.ts';
import type { MicrophoneOpening } from './microphone.ts';
import { createSoundLevel } from './sound-level.ts';
import type { SoundLevel } from './sound-level.ts';
import { isInCall } from './state.ts';
import type { AgentPresence } from './presence.ts';
import type { CallEnding, PageEvent, RunningCall } from './state.ts';
import type { Store } from './store.ts';

/** How long an agent may take to join before the caller is told. */
const AGENT_JOIN_MS = 15_000;

export interface ConversationOptions {
	link: Link;
	store: Store;
	/** livekit-client is big: it is loaded after the page is on screen. */
	loadCall: () => Promise<{ createCall: typeof createCall }>;
	openMicrophone: () => Promise<MicrophoneOpening>;
	createContext: () => AudioContext;
	/** Settles when the store knows whether there are phrases, which decides what is published. */
	phrasesKnown: Promise<unknown>;
	fetch: typeof fetch;
	now: () => number;
}

/** What the caller can do. */
export interface Conversation {
	/** Calls; also again after a failure or an end. A click lets the browser play sound; without one, an open microphone does. */
	start(): Promise<void>;
	/** Goes on with a call in the middle of which the page was loaded again. */
	rejoin(call: RunningCall): Promise<void>;
	end(): Promise<void>;
	toggleMute(): void;
	/** Asks for the microphone again in the middle of a call. */
	retryMicrophone(): Promise<void>;
	startSound(): Promise<void>;
	say(phraseIndex: number): Promise<void>;
	/** Both sides' loudness, 0 to 1. */
	levels(): { caller: number; agent: number };
	/** Phones suspend audio of hidden pages, browsers that of pages never clicked: call it when the page is seen or clicked. */
	wake(): void;
}

/** The call at hand; gone when it has ended. */
interface Attempt {
	context: AudioContext;
	audio?: CallerAudio;
	call?: Call;
	agentLevel?: SoundLevel;
	overdue?: ReturnType<typeof setTimeout> | undefined;
	cancelled: boolean;
}

/** Runs one call after the other over the same link and tells the store what happens. */
export function createConversation(options: ConversationOptions): Conversation {
	const { store, link } = options;
	let current: Attempt | undefined;

	function release(attempt: Attempt): void {
		if (current !== attempt) return;
		current = undefined;
		clearTimeout(attempt.overdue);
		attempt.audio?.close();
		void attempt.context.close();
	}

	function watchAgent(attempt: Attempt, presence: AgentPresence): void {
		if (current !== attempt) return;
		store.dispatch({ type: 'agent', presence });
		if (presence === 'absent') {
			attempt.overdue ??= setTimeout(
				() => store.dispatch({ type: 'agent-overdue' }),
				AGENT_JOIN_MS,
			);
		} else {
			clearTimeout(attempt.overdue);
			attempt.overdue = undefined;
		}
	}

	function finish(attempt: Attempt, ending: CallEnding): void {
		release(attempt);
		store.dispatch({
			type: 'ended',
			ending,
			atMs: options.now(),
			canCallAgain: ending !== 'finished' || link.dispatchesAgent,
		});
	}

	/** Returns the microphone, if there is one, and has told the store either way. */
	async function askForMicrophone(attempt: Attempt): Promise<MediaStreamTrack | undefined> {
		const opening = await options.openMicrophone();
		if ('problem' in opening) {
			store.dispatch({ type: 'microphone-failed', problem: opening.problem });
			return undefined;
		}
		if (current !== attempt) {
			opening.track.stop();
			return undefined;
		}
		opening.track.addEventListener('ended', () => {
			if (current !== attempt) return;
			store.dispatch({ type: 'microphone-lost' });
			void renewMicrophone(attempt);
		});
		store.dispatch({ type: 'microphone-opened' });
		return opening.track;
	}

	async function renewMicrophone(attempt: Attempt): Promise<void> {
		const microphone = await askForMicrophone(attempt);
		if (!microphone || !attempt.audio) return;
		attempt.audio.setMicrophone(microphone);
		await attempt.call?.replaceMicrophone(attempt.audio.track);
	}

	async function place(attempt: Attempt): Promise<void> {
		await options.phrasesKnown;
		const microphone = await askForMicrophone(attempt);
		if (store.state.phase !== 'asking-microphone') return release(attempt);
		store.dispatch({ type: 'connecting' });
		const audio = createCallerAudio({
			context: attempt.context,
			microphone,
			withPhrases: store.state.phrases !== null,
			fetch: options.fetch,
		});
		audio.setMuted(store.state.muted);
		attempt.audio = audio;
		const { createCall } = await options.loadCall();
		const call = createCall({
			link,
			onReconnecting: () => store.dispatch({ type: 'reconnecting' }),
			onReconnected: () => store.dispatch({ type: 'reconnected' }),
			onEnded: (ending) => finish(attempt, ending),
			onAgent: (presence) => watchAgent(attempt, presence),
			onAgentAudio(track) {
				const source = attempt.context.createMediaStreamSource(new MediaStream([track]));
				attempt.agentLevel = createSoundLevel(attempt.context, source);
			},
			onSoundBlocked: (blocked) => store.dispatch({ type: 'sound-blocked', blocked }),
			onTranscript: (event) => store.dispatch({ type: 'transcript', event }),
		});
		attempt.call = call;
		const problem = attempt.cancelled ? undefined : await call.connect(audio.track);
		if (attempt.cancelled || problem) {
			release(attempt);
			store.dispatch(
				problem && !attempt.cancelled ? { type: 'connect-failed', problem } : { type: 'cancelled' },
			);
			return;
		}
		store.dispatch({ type: 'connected', atMs: options.now() });
	}

	async function begin(event: PageEvent): Promise<void> {
		if (current) return;
		if (link.expiresAtMs !== undefined && link.expiresAtMs <= options.now()) {
			store.dispatch({ type: 'link-refused', problem: 'expired-link' });
			return;
		}
		const attempt: Attempt = { context: options.createContext(), cancelled: false };
		current = attempt;
		store.dispatch(event);
		await place(attempt);
	}

	return {
		start: () => begin({ type: 'start-pressed' }),
		rejoin: (call) => begin({ type: 'rejoining', call }),
		async end() {
			if (!current) return;
			if (!isInCall(store.state)) current.cancelled = true;
			await current.call?.end();
		},
		toggleMute() {
			if (!current?.audio) return;
			const muted = !store.state.muted;
			current.audio.setMuted(muted);
			store.dispatch({ type: 'mute-changed', muted });
		},
		async retryMicrophone() {
			if (current) await renewMicrophone(current);
		},
		async startSound() {
			await current?.call?.startSound();
		},
		async say(phraseIndex) {
			const phrase = store.state.phrases?.[phraseIndex];
			if (!phrase || !current?.audio || store.state.playingPhrase !== null) return;
			store.dispatch({ type: 'phrase-started', index: phraseIndex });
			try {
				await current.audio.say(phrase.audioUrl);
				store.dispatch({ type: 'phrase-ended' });
			} catch {
				store.dispatch({ type: 'phrase-failed' });
			}
		},
		levels: () => ({
			caller: current?.audio?.level.read() ?? 0,
			agent: current?.agentLevel?.read() ?? 0,
		}),
		wake() {
			void current?.context.resume();
		},
	};
}
