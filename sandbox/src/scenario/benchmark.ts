import { lastUserText } from './conversation.ts';
import type { Scenario } from './scenario.ts';

/** What the callers of the benchmark say, and the short answers, so that a run holds many turns. */
const answers: Readonly<Record<string, string>> = {
	'What time do you open tomorrow morning?': 'We open at nine.',
	'Can I bring my dog to the office?': 'Yes, dogs are welcome.',
	'How far is it to the train station?': 'It is ten minutes on foot.',
	'Is there a free parking space today?': 'Yes, there are three left.',
	'Who do I ask about my broken laptop?': 'Please ask the help desk.',
	'When does the next bus leave?': 'It leaves at half past four.',
	'Do you serve lunch on Fridays?': 'Yes, from twelve to two.',
	'Where can I leave my bicycle?': 'There is a rack behind the house.',
};

/** Asks for an answer that is long enough to be interrupted. */
export const LONG_QUESTION = 'Please tell me everything about your house rules.';
/** Cuts in. */
export const INTERRUPTION = 'Thank you, that is enough for me now.';

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
	phrases: [...QUESTIONS, LONG_QUESTION, INTERRUPTION],
	voices: ['rms'],
	reply(messages) {
		if (!messages.some(({ role }) => role === 'user')) return { text: GREETING };
		const said = lastUserText(messages, benchmark.phrases);
		if (said === LONG_QUESTION) return { text: LONG_ANSWER };
		if (said === INTERRUPTION) return { text: 'You are welcome.' };
		return { text: answers[said ?? ''] ?? 'I am sorry, could you say that again?' };
	},
};
