import type { ChatMessage } from '../../scenario/scenario.ts';

type Schema = Record<string, unknown>;

const fieldsOf = (value: unknown): Schema =>
	typeof value === 'object' && value !== null ? (value as Schema) : {};

/** Words that say nothing about what a field is about. */
const EMPTY = new Set(
	'a about address after all an and answer any are as asked at be by call caller callers can did do does for from give gave has have he her him his how if in is it its may me my name number of on one or our please said say she should so than that the their them there they this to us value wanted wants was we what when where whether which who will with would you your'.split(
		' ',
	),
);

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const telling = (text: string): string[] => words(text).filter((word) => !EMPTY.has(word));

const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ');

/** The number that a line names, in digits or as a word. */
function numberIn(line: string): number | undefined {
	const digits = /\d+(\.\d+)?/.exec(line)?.[0];
	if (digits !== undefined) return Number(digits);
	const word = words(line).find((candidate) => NUMBERS.includes(candidate));
	return word === undefined ? undefined : NUMBERS.indexOf(word);
}

/** What a line gives for a value of this schema; undefined when it gives none. */
function valueIn(line: string, { type, enum: options }: Schema): unknown {
	if (Array.isArray(options)) {
		return options.find(
			(option) => typeof option === 'string' && words(line).includes(option.toLowerCase()),
		);
	}
	const kinds = [type].flat();
	if (kinds.includes('boolean')) return !/\b(no|not|never|don't)\b/i.test(line);
	if (kinds.includes('number') || kinds.includes('integer')) return numberIn(line);
	return kinds.includes('array') ? [line] : line;
}

/** The lines that the caller said, from the transcript in the request. */
function callerLines(messages: readonly ChatMessage[]): string[] {
	const input = messages.findLast(({ role }) => role === 'user')?.content ?? '';
	return input
		.split('\n')
		.filter((line) => line.startsWith('CALLER: '))
		.map((line) => line.slice('CALLER: '.length));
}

/**
 * Plays a model that fills in a form about a call: for each field it takes the first line of the caller that is about it,
 * which is one that shares a telling word with the field's name or description, or names one of its options.
 *
 * @param schema - Of the whole form, as the request has it.
 */
export function fillForm(schema: Schema, messages: readonly ChatMessage[]): Schema {
	const lines = callerLines(messages);
	const { answers, summary } = fieldsOf(schema.properties);
	const fillIn = (name: string, field: Schema) => {
		const value = fieldsOf(fieldsOf(field.properties).value);
		const description = typeof field.description === 'string' ? field.description : '';
		const about = telling(`${name.replaceAll('_', ' ')} ${description}`);
		for (const line of lines) {
			const found = valueIn(line, value);
			const isAbout =
				Array.isArray(value.enum) || telling(line).some((word) => about.includes(word));
			if (isAbout && found !== undefined) return { said: line, value: found };
		}
		return { said: null, value: null };
	};
	return {
		...(answers === undefined
			? {}
			: {
					answers: Object.fromEntries(
						Object.entries(fieldsOf(fieldsOf(answers).properties)).map(([name, field]) => [
							name,
							fillIn(name, fieldsOf(field)),
						]),
					),
				}),
		...(summary === undefined ? {} : { summary: `The caller said: ${lines.join(' ')}` }),
	};
}
