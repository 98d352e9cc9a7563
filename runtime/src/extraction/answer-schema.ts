import type { AnswerField } from '../../../contract/answers.ts';

type Schema = Record<string, unknown>;

const valueSchemas: Record<AnswerField['type'], (field: AnswerField) => Schema> = {
	string: () => ({ type: ['string', 'null'] }),
	number: () => ({ type: ['number', 'null'] }),
	integer: () => ({ type: ['integer', 'null'] }),
	boolean: () => ({ type: ['boolean', 'null'] }),
	options: ({ options = [] }) => ({ type: ['string', 'null'], enum: [...options, null] }),
	list: () => ({ type: ['array', 'null'], items: { type: 'string' } }),
};

const strictObject = (properties: Record<string, Schema>): Schema => ({
	type: 'object',
	properties,
	required: Object.keys(properties),
	additionalProperties: false,
});

/**
 * The form that the model fills in: for each answer first the caller's own words, then the value that follows from them.
 * Whoever has to quote does not invent, and a quote can be checked.
 */
export function answerSchema(fields: readonly AnswerField[], summary: boolean): Schema {
	const answers = Object.fromEntries(
		fields.map((field) => [
			field.name,
			{
				...strictObject({
					said: { type: ['string', 'null'] },
					value: valueSchemas[field.type](field),
				}),
				...(field.description ? { description: field.description } : {}),
			},
		]),
	);
	return strictObject({
		...(fields.length > 0 ? { answers: strictObject(answers) } : {}),
		...(summary ? { summary: { type: 'string' } } : {}),
	});
}
