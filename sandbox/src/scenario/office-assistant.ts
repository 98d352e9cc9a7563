import { lastToolExchange, lastUserText, spokenResult, toolCalls } from './conversation.ts';
import type { ChatMessage, Scenario, ScriptedReply } from './scenario.ts';

const HELLO = 'Hello, who am I talking to?';
const SEARCH_TRAVEL = 'What does our travel policy say about train tickets?';
const SEARCH_HOURS = 'When is the office open?';
const EMAIL = 'Please send that answer to Maria by email.';
const TELL_MARIA = 'Please tell Maria that I am running late.';
const YES = 'Yes, send it.';
const NO = 'No, do not send it.';
const EXPLAIN = 'Please explain in detail how our office works.';
const STOP = 'Stop, that is enough, thank you.';
const ABILITIES = 'What can you do for me?';
const REPEAT = 'Could you say that again?';
const GOODBYE = 'That was all, goodbye.';

const EXPLANATION = [
	'Our office has three floors.',
	'On the ground floor you find the reception, the mail room and a small coffee bar.',
	'Visitors sign in at the reception and receive a badge, which they wear until they leave.',
	'The first floor is for quiet work, so please take your telephone calls outside.',
	'Every desk can be booked one week ahead, and a booked desk is kept free until ten in the morning.',
	'The second floor holds the meeting rooms, and each of them has a large screen and a camera.',
	'If a room is booked but nobody comes, it is given back after fifteen minutes.',
	'In the evening the last person turns off the lights, closes the windows and locks the front door.',
].join(' ');

const CANNOT_SEARCH = 'I am sorry, I cannot search the knowledge base in this call.';
const CANNOT_EMAIL = 'I am sorry, I cannot send emails in this call.';
const NOT_SENT = 'All right, I will not send it.';
const NOTHING_TO_SEND = 'Please ask me something first, then I can send you the answer.';

/** A workflow's own search is as good as the built-in one, and what its builder wants to be used. */
const isSearch = (name: string): boolean => name === 'query_database' || name.startsWith('search_');

function search(query: string, toolNames: readonly string[]): ScriptedReply {
	const name = toolNames.findLast(isSearch);
	if (name === undefined) return { text: CANNOT_SEARCH };
	// A workflow's own search need not know how many results are wanted.
	const input = name === 'query_database' ? { query, max_results: 3 } : { query };
	return { toolCalls: [{ name, arguments: input }] };
}

const MARIA = 'maria@example.com';

const email = (
	to: string,
	[subject, body]: [subject: string, body: string],
	toolNames: readonly string[],
): ScriptedReply =>
	toolNames.includes('send_email')
		? { toolCalls: [{ name: 'send_email', arguments: { to, subject, body } }] }
		: { text: CANNOT_EMAIL };

/** The first entry of the numbered list that a search result is. */
const firstEntry = (result: string): string => {
	const entry = /(?:^|\n)\s*1[.)]\s+([\s\S]*?)(?=\n\s*2[.)]\s|$)/.exec(result);
	return (entry?.[1] ?? result).trim();
};

function composeEmail(
	messages: readonly ChatMessage[],
	toolNames: readonly string[],
): ScriptedReply {
	const found = toolCalls(messages).findLast(({ name }) => isSearch(name));
	if (!found?.result) return { text: NOTHING_TO_SEND };
	const answer = firstEntry(spokenResult(found.result));
	return email(MARIA, ['The answer to your question', answer], toolNames);
}

/** Calls the tool once more with the very arguments that were read back, as the confirmation gate demands. */
function sendConfirmed(
	messages: readonly ChatMessage[],
	toolNames: readonly string[],
): ScriptedReply {
	const proposed = toolCalls(messages).findLast(({ name }) => name === 'send_email');
	if (!proposed) return { text: 'There is nothing to send at the moment.' };
	if (!toolNames.includes('send_email')) return { text: CANNOT_EMAIL };
	return { toolCalls: [{ name: 'send_email', arguments: proposed.arguments }] };
}

// The runtime tells the model what happened and what to do; the script understands these turns of phrase of it.
const READ_BACK = /^NOT done\b.*\bread\b.*\bback\b/is;
const UNCLEAR = /^NOT done\b.*\bclear yes or no\b/is;
const REFUSED = /^NOT done\b/i;
const STARTED = /^This has been started\b/i;
const TROUBLE = /^This (did not work|cannot be done)\b|\bnot known whether\b/i;
/** What is meant for the model's ears only. */
const INSTRUCTION = /\s*\bTell the caller\b[\s\S]*$/;

function answerTool(exchange: NonNullable<ReturnType<typeof lastToolExchange>>): ScriptedReply {
	const result = spokenResult(exchange.result);
	const news = result.replace(INSTRUCTION, '');
	if (READ_BACK.test(result)) {
		const { to, subject, body } = exchange.arguments;
		return {
			text: `I have an email to ${String(to)}, with the subject: ${String(subject)}. It says: ${String(body)} Shall I send it?`,
		};
	}
	if (UNCLEAR.test(result)) return { text: 'Shall I send it, yes or no?' };
	if (REFUSED.test(result)) return { text: NOT_SENT };
	if (TROUBLE.test(result)) return { text: `I am sorry. ${news}` };
	if (STARTED.test(result)) return { text: news };
	if (!isSearch(exchange.name)) {
		return { text: news === 'Done.' ? news : `Done. ${news}` };
	}
	const found = firstEntry(result);
	return { text: found === result ? result : `Here is what I found. ${found}` };
}

type Script = (messages: readonly ChatMessage[], toolNames: readonly string[]) => ScriptedReply;

const script: Record<string, Script> = {
	[HELLO]: () => ({
		text: 'You are talking to Ava, the office assistant. I am happy to help you.',
	}),
	[SEARCH_TRAVEL]: (_, toolNames) => search('travel policy train tickets', toolNames),
	[SEARCH_HOURS]: (_, toolNames) => search('office opening hours', toolNames),
	[EMAIL]: composeEmail,
	[TELL_MARIA]: (_, toolNames) => email(MARIA, ['Running late', 'I am running late.'], toolNames),
	[YES]: sendConfirmed,
	[NO]: () => ({ text: NOT_SENT }),
	[EXPLAIN]: () => ({ text: EXPLANATION }),
	[STOP]: () => ({ text: 'You are welcome. Have a nice day!' }),
	[ABILITIES]: () => ({
		text: 'I can search our knowledge base, and I can send an email for you.',
	}),
	[REPEAT]: (messages) => ({
		text:
			messages.findLast(({ role, content }) => role === 'assistant' && content)?.content ??
			'I have not said anything yet.',
	}),
	[GOODBYE]: () => ({ text: 'Goodbye, and thank you for calling.' }),
};

/** An office assistant that searches a knowledge base and sends an email after a spoken yes. */
export const officeAssistant: Scenario = {
	agent: {
		instructions: [
			'You are Ava, the friendly assistant of a small office, and you talk with a caller on a voice line.',
			'Answer in one or two short spoken sentences, without lists, markup or emojis.',
			'Answer questions about the office and its policies from the knowledge base with query_database.',
			'Send an email only with send_email, and only after the caller has agreed to what you read back.',
		].join(' '),
		greeting: 'Hello, this is Ava from the office. How can I help you?',
	},
	turns: [
		{ say: HELLO },
		{ say: SEARCH_TRAVEL },
		{ say: EMAIL },
		{ say: YES },
		{ say: EXPLAIN },
		{ say: STOP, interruptAfterMs: 3000 },
	],
	phrases: Object.keys(script),
	reply(messages, toolNames) {
		const exchange = lastToolExchange(messages);
		if (exchange) return answerTool(exchange);
		const said = lastUserText(messages, Object.keys(script));
		return (
			(said && script[said]?.(messages, toolNames)) || {
				text: 'I am sorry, I did not understand that. Could you say it again?',
			}
		);
	},
};
