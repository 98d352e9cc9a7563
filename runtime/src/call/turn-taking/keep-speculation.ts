import type { voice } from '@livekit/agents';

/** What the framework thinks ahead about, as far as it is read here. */
interface Activity {
	_preemptiveGeneration?: { info: { newTranscript: string } } | undefined;
	onPreemptiveGeneration(info: { newTranscript: string }): void;
}

/**
 * Lets an answer that was begun on an interim transcript live on when the final transcript has the same words. The
 * framework compares letter by letter there, so that the period of a final transcript would throw the answer away.
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
}

const isActivity = (value: unknown): value is Activity =>
	typeof value === 'object' && value !== null && 'onPreemptiveGeneration' in value;

/** The words without case and punctuation; what the framework compares when the turn is over. */
const wordsOf = (text: string): string =>
	(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ');
