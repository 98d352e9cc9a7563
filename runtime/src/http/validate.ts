import type { z } from 'zod';
import { VoiceAgentError, type FieldProblem } from '../../../contract/error.ts';

/**
 * Reads data from outside; the schema is expected to be strict.
 *
 * @param value - An absent body counts as an empty object.
 * @throws VoiceAgentError `invalid_request` that names every faulty and every unknown field.
 */
export function validate<Output>(schema: z.ZodType<Output>, value: unknown): Output {
	const parsed = schema.safeParse(value ?? {});
	if (parsed.success) return parsed.data;
	const details = parsed.error.issues.flatMap(problemsOf);
	const sentence = details.map(({ field, problem }) => `${field} ${problem}`).join('; ');
	throw new VoiceAgentError('invalid_request', `The request is not valid: ${sentence}.`, {
		details,
	});
}

function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
	const path = issue.path.map(String);
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map((key) => ({
			field: [...path, key].join('.'),
			problem: 'is not a field of this request',
		}));
	}
	return [{ field: path.join('.') || 'body', problem: lowerFirst(issue.message) }];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
