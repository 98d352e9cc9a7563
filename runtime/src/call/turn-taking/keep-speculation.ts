import type { stt, voice } from '@livekit/agents';

/** What the framework thinks ahead about, as far as it is read here. */
interface Activity {
	_preemptiveGeneration?: { info: { newTranscript: string } } | undefined;
	onPreemptiveGeneration(info: { newTranscript: string }): void;
	onInterimTranscript(event: Pick<stt.SpeechEvent, 'alternatives'>, speaking?: boolean): void;
	/** Interrupts a paused speech for good. */
	cancelSpeechPause(): Promise<void>;
	cancelSpeechPauseTask?: Promise<void> | undefined;
}

/**
 * Lets answers live that were begun before the turn was over, and that the framework would throw away and begin again:
 *
 * - begun on an interim transcript, when the final one has the same words. The framework compares letter by letter there, so
 *   that the period of a final transcript would be another text.
 * - begun after the caller has cut in. What the agent had said until then enters the conversation when its speech is
 *   interrupted for good, and with another conversation it would be another question. The framework does that at the
 *   final transcript; here the first words do it.
 *
 * @param session - Started.
 * @throws TypeError when this version of the framework works otherwise.
 */
export function keepSpeculation(session: voice.AgentSession): void {
	const activity: unknown = Reflect.get(session, 'activity');
	if (!isActivity(activity)) {
		throw new TypeError('This version of @livekit/agents keeps its speculation elsewhere.');
	}
	const begin = activity.onPreemptiveGeneration.bind(activity);
	activity.onPreemptiveGeneration = (info) => {
		const begun = activity._preemptiveGeneration?.info.newTranscript;
		if (begun === undefined || wordsOf(begun) !== wordsOf(info.newTranscript)) begin(info);
	};
	const hear = activity.onInterimTranscript.bind(activity);
	activity.onInterimTranscript = (event, speaking) => {
		hear(event, speaking);
		if (!event.alternatives?.[0].text) return;
		activity.cancelSpeechPauseTask = activity.cancelSpeechPause();
	};
}

const METHODS = ['onPreemptiveGeneration', 'onInterimTranscript', 'cancelSpeechPause'];

const isActivity = (value: unknown): value is Activity =>
	typeof value === 'object' &&
	value !== null &&
	METHODS.every((name) => typeof Reflect.get(value, name) === 'function');

/** The words without case and punctuation; what the framework compares when the turn is over. */
const wordsOf = (text: string): string =>
	(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ');
