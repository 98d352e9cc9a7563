import { benchmark } from './benchmark.ts';
import { lastUserText } from './conversation.ts';
import type { Scenario } from './scenario.ts';

/**
 * Sentences in which a caller stops to think at the comma, each with what Deepgram would make of its first part: half of
 * them look finished there, half do not. LiveKit's turn detector takes each whole sentence for finished in this voice.
 */
const halves: Readonly<Record<string, string>> = {
	'I am calling because, there is nothing here for me.': 'I am calling because',
	'I would like to book a table, and a room for me.': 'I would like to book a table.',
	'I think that we need, a bigger room for me.': 'I think that we need',
	'I need a taxi to the airport, can you do it for me?': 'I need a taxi to the airport.',
	'I would like to speak with, somebody who can help me.': 'I would like to speak with',
	'I have lost my key, and nobody will help me.': 'I have lost my key.',
	'What I want to know is, what you can do for me.': 'What I want to know is',
	'The parcel has not come, is there a letter for me?': 'The parcel has not come.',
};

/** The sentences of the benchmark's callers who pause in mid-sentence. */
export const SENTENCES: readonly string[] = Object.keys(halves);

/** A call with a caller who pauses in mid-sentence. */
export const pauses: Scenario = {
	agent: benchmark.agent,
	turns: SENTENCES.map((say) => ({ say, pauseMs: 700 })),
	phrases: [...SENTENCES],
	halves,
	voices: ['rms'],
	reply(messages) {
		const said = lastUserText(messages, SENTENCES);
		return { text: said === undefined ? 'How can I help you?' : 'All right, I will do that.' };
	},
};
