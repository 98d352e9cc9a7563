import type { AgentPresence } from '../presence.ts';
import type { PageState } from '../state.ts';

/** The line that says where the call is. */
export function statusWords(state: PageState): string {
	switch (state.phase) {
		case 'ready':
			return state.problem ? 'Not connected' : 'Ready when you are';
		case 'asking-microphone':
			return 'Waiting for your microphone';
		case 'connecting':
			return 'Connecting…';
		case 'connected':
			return 'Connected';
		case 'reconnecting':
			return 'Reconnecting…';
		case 'ended':
			return state.ending === 'connection-lost' ? 'Disconnected' : 'Call ended';
		case 'closed':
			return 'No call';
	}
}

const presences: Record<AgentPresence, string> = {
	absent: 'Waiting for the assistant',
	initializing: 'The assistant is joining',
	idle: 'Idle',
	listening: 'Listening',
	thinking: 'Thinking',
	speaking: 'Speaking',
};

/** What the agent is doing. */
export function agentWords(presence: AgentPresence): string {
	return presences[presence];
}

/** The heading and the sentence under it, before, beside and after a call. */
export function introduction(state: PageState): { title: string; lead: string } {
	switch (state.phase) {
		case 'asking-microphone':
			return {
				title: 'Allow the microphone',
				lead: 'Your browser is asking whether this page may use it. It is only used during the call.',
			};
		case 'connecting':
			return { title: 'One moment', lead: 'Setting up the call.' };
		case 'ended':
			return {
				title: 'Thanks for talking',
				lead: state.canCallAgain
					? 'You can call again with the same link while it is valid.'
					: 'This conversation is over. For another one, ask for a new link.',
			};
		default:
			return {
				title: 'Talk to the assistant',
				lead: 'A conversation by voice, right here in your browser. Speak naturally, and interrupt whenever you like.',
			};
	}
}

/** The big button's words, or null when there is nothing to start. */
export function startWords(state: PageState): string | null {
	if (state.phase === 'ready') return state.problem ? 'Try again' : 'Start talking';
	if (state.phase !== 'ended' || !state.canCallAgain) return null;
	if (state.ending === 'connection-lost') return 'Reconnect';
	return state.ending === 'opened-elsewhere' ? 'Continue here' : 'Call again';
}

/** Minutes and seconds, with hours when there are any. */
export function durationWords(durationMs: number): string {
	const seconds = Math.max(0, Math.floor(durationMs / 1000));
	const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part, index) =>
		index === 0 && seconds < 3600 ? `${part}` : `${part}`.padStart(2, '0'),
	);
	return [...(seconds < 3600 ? [] : [`${Math.floor(seconds / 3600)}`]), ...parts].join(':');
}
