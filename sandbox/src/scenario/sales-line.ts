import { lastUserText } from './conversation.ts';
import type { Scenario } from './scenario.ts';

/** What a visitor of a website says, and what is asked next. */
const replies: Readonly<Record<string, string>> = {
	'This is Ada Lovelace calling, from a company named Analytical Engines.':
		'Nice to meet you. What can we do for you?',
	'We need help with our telephone calls.': 'I see. What is your budget a month?',
	'Our budget is 500 dollars a month.': 'Thank you. What is your email address?',
	'My email address is ada at example dot com.':
		'That is ada at example dot com. May a colleague get back to you?',
	'Yes, please have a colleague call me back.': 'Wonderful. Thank you, and goodbye.',
	'No, I do not want a colleague to call me.': 'That is fine. Thank you, and goodbye.',
};

/** A visitor of a website who tells who they are, what they need, and whether to call back. */
export const salesLine: Scenario = {
	agent: {
		instructions: 'You are Ava. Find out who is calling and what they need.',
		greeting: 'Hello, this is Ava. I am happy to help. May I ask who is calling?',
	},
	turns: Object.keys(replies)
		.slice(0, 5)
		.map((say) => ({ say })),
	phrases: Object.keys(replies),
	reply(messages) {
		const said = lastUserText(messages, salesLine.phrases);
		return { text: replies[said ?? ''] ?? 'I am sorry, could you say that again?' };
	},
};
