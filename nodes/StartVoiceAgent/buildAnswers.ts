import type { IExecuteFunctions } from 'n8n-workflow';
import type { AnswerField, AnswerType } from '../../contract/answers';
import type { StartSessionRequest } from '../../contract/session';

/** A row of the form. */
interface FormAnswer {
	name: string;
	type?: AnswerType;
	options?: string;
	description?: string;
}

const toField = ({ name, type = 'string', options, description }: FormAnswer): AnswerField => ({
	name,
	type,
	...(description ? { description } : {}),
	...(type === 'options'
		? {
				options: (options ?? '')
					.split(',')
					.map((value) => value.trim())
					.filter(Boolean),
			}
		: {}),
});

/** What the request asks to be read out of the transcript; nothing when the builder asks for nothing. */
export function buildAnswers(
	context: IExecuteFunctions,
	itemIndex: number,
): Pick<StartSessionRequest, 'answers' | 'summary'> {
	const rows = context.getNodeParameter('answers.answer', itemIndex, []) as FormAnswer[];
	const answers = rows.filter(({ name }) => name !== '').map(toField);
	const summary = context.getNodeParameter('summary', itemIndex, false) as boolean;
	return { ...(answers.length > 0 ? { answers } : {}), ...(summary ? { summary } : {}) };
}
