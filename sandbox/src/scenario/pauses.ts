import { benchmark } from './benchmark.ts';
import { lastUserText } from './conversation.ts';
import type { Scenario } from './scenario.ts';

/** A sentence in which a caller stops to think. */
export interface PausedSentence {
	say: string;
	/** What Deepgram would make of its part before the pause. */
	half: string;
	/** WAV file of a person who says it. */
	recording?: string;
}

/**
 * Sentences in which a caller stops to think at the comma: half of them look finished there, half do not. LiveKit's turn
 * detector takes each whole sentence for finished in this voice.
 */
const SENTENCES: readonly PausedSentence[] = [
	{
		say: 'I am calling because, there is nothing here for me.',
		half: 'I am calling because',
	},
	{
		say: 'I would like to book a table, and a room for me.',
		half: 'I would like to book a table.',
	},
	{
		say: 'I think that we need, a bigger room for me.',
		half: 'I think that we need',
	},
	{
		say: 'I need a taxi to the airport, can you do it for me?',
		half: 'I need a taxi to the airport.',
	},
	{
		say: 'I would like to speak with, somebody who can help me.',
		half: 'I would like to speak with',
	},
	{
		say: 'I have lost my key, and nobody will help me.',
		half: 'I have lost my key.',
	},
	{
		say: 'What I want to know is, what you can do for me.',
		half: 'What I want to know is',
	},
	{
		say: 'The parcel has not come, is there a letter for me?',
		half: 'The parcel has not come.',
	},
];

/** A call with a caller who pauses in the middle of each of these sentences. */
export function callWithPauses(sentences: readonly PausedSentence[]): Scenario {
	const phrases = sentences.map(({ say }) => say);
	const recordings = sentences.flatMap(({ say, recording }) =>
		recording === undefined ? [] : [[say, recording] as const],
	);
	return {
		agent: benchmark.agent,
		turns: sentences.map(({ say, recording }) => ({
			...{ say, pauseMs: 700 },
			...(recording !== undefined && { recording }),
		})),
		phrases,
		halves: Object.fromEntries(sentences.map(({ say, half }) => [say, half])),
		recordings: Object.fromEntries(recordings),
		voices: ['rms'],
		reply(messages) {
			const said = lastUserText(messages, phrases);
			return { text: said === undefined ? 'How can I help you?' : 'All right, I will do that.' };
		},
	};
}

/** Spoken by a synthetic voice. */
export const pauses = callWithPauses(SENTENCES);
