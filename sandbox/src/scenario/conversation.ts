import type { ChatMessage } from './scenario.ts';

/** A tool call of the conversation with its result, if there is one yet. */
export interface ToolExchange {
	name: string;
	arguments: Record<string, unknown>;
	result: string;
}

const parse = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};

const parseObject = (text: string): Record<string, unknown> | undefined => {
	const value = parse(text);
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value))
		: undefined;
};

/** Every tool call of the conversation, oldest first; `result` is empty while there is none. */
export function toolCalls(messages: readonly ChatMessage[]): ToolExchange[] {
	return messages.flatMap((message) =>
		(message.tool_calls ?? []).map((call) => ({
			name: call.function.name,
			arguments: parseObject(call.function.arguments) ?? {},
			result: messages.find(({ tool_call_id: id }) => id === call.id)?.content ?? '',
		})),
	);
}

/** The tool call whose result is the newest thing in the conversation, or undefined when the caller has spoken since. */
export function lastToolExchange(messages: readonly ChatMessage[]): ToolExchange | undefined {
	const newest = messages.findLast(({ role }) => role === 'user' || role === 'tool');
	if (newest?.role !== 'tool') return undefined;
	return toolCalls(messages).at(-1);
}

const letters = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();

/**
 * Which phrase the caller's newest turn ends with. Turns that were spoken without a pause arrive as one message, and one
 * that a pause has parted, before the agent was heard, as several.
 */
export function lastUserText(
	messages: readonly ChatMessage[],
	phrases: readonly string[],
): string | undefined {
	const newest = messages.findLastIndex(({ role }) => role === 'user');
	const others = messages.slice(0, newest).findLastIndex(({ role }) => role !== 'user');
	const turn = messages.slice(others + 1, newest + 1);
	const said = letters(turn.map(({ content }) => content ?? '').join(' '));
	return phrases
		.filter((phrase) => ` ${said}`.endsWith(` ${letters(phrase)}`))
		.sort((first, second) => second.length - first.length)[0];
}

/** A tool result as words: text stays as it is, JSON text is unquoted, of a JSON object the string values are taken. */
export function spokenResult(result: string): string {
	const fields = parseObject(result);
	if (fields) {
		const words = Object.values(fields).filter((value) => typeof value === 'string');
		return words.join(' ') || 'It worked.';
	}
	const text = parse(result);
	return (typeof text === 'string' ? text : result).trim();
}
