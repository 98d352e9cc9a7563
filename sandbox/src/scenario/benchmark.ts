import { lastToolExchange, lastUserText } from './conversation.ts';
import type { Scenario } from './scenario.ts';

/**
 * What the callers of the benchmark say, and the short answers, so that a run holds many turns. The sentences are those
 * that LiveKit's turn detector takes for finished in this synthetic voice (0.5 to 0.65 at a threshold of 0.36); for
 * most others it would wait 2.5 s longer, which says more of the voice than of the detector.
 */
const answers: Readonly<Record<string, string>> = {
	'Please tell me whether you have a bed for me.': 'Yes, we have one left.',
	'Can you do it for me?': 'Of course, I will do it.',
	'What can you do for me?': 'I answer your questions.',
	'Do you have a minute for me?': 'Yes, please go ahead.',
	'Is there anything new for me?': 'No, there is nothing new.',
	'Could you find it for me?': 'It is on your desk.',
	'Is there a letter for me?': 'Yes, there are two.',
	'Do you have a room for me?': 'Room seven is free.',
};

/** Asks for an answer that is long enough to be interrupted. */
export const LONG_QUESTION = 'Please tell me what you can do for me.';
/** Cuts in. */
export const INTERRUPTION = 'Thank you, that is enough for me.';

/** Cannot be answered without the tool. */
export const LOOKUP_QUESTION = 'Can you look it up for me?';
export const LOOKUP_TOOL = 'benchmark_lookup';

const LONG_ANSWER = [
	'The house is open from seven in the morning until eight in the evening.',
	'Visitors sign in at the reception and receive a badge, which they wear until they leave.',
	'Every desk can be booked one week ahead, and a booked desk is kept free until ten.',
	'In the evening the last person turns off the lights and locks the front door.',
].join(' ');

/** The questions of the benchmark; each is answered in one short sentence. */
export const QUESTIONS: readonly string[] = Object.keys(answers);

export const GREETING = 'Hello, how can I help you?';

/** A call that is all about time: questions with one-sentence answers, and a long answer that is interrupted. */
export const benchmark: Scenario = {
	agent: {
		instructions: 'You answer questions about an office in one short sentence.',
		greeting: GREETING,
	},
	turns: QUESTIONS.map((say) => ({ say })),
	phrases: [...QUESTIONS, LONG_QUESTION, INTERRUPTION, LOOKUP_QUESTION],
	voices: ['rms'],
	reply(messages, toolNames) {
		if (lastToolExchange(messages)) return { text: 'It is in room nine.' };
		if (!messages.some(({ role }) => role === 'user')) return { text: GREETING };
		const said = lastUserText(messages, benchmark.phrases);
		if (said === LONG_QUESTION) return { text: LONG_ANSWER };
		if (said === LOOKUP_QUESTION && toolNames.includes(LOOKUP_TOOL)) {
			return { toolCalls: [{ name: LOOKUP_TOOL, arguments: { query: 'room' } }] };
		}
		if (said === INTERRUPTION) return { text: 'You are welcome.' };
		return { text: answers[said ?? ''] ?? 'I am sorry, could you say that again?' };
	},
};
