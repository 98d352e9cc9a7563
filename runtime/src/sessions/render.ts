import { VoiceAgentError } from '../../../contract/error.ts';

const PLACEHOLDER = /\{\{\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\}\}/gu;

/**
 * Replaces each `{{name}}` by the variable of that name; objects are written as JSON.
 *
 * @param field - Where the template stands in the request, for the error.
 * @throws VoiceAgentError `invalid_request` when there is no such variable: an agent that speaks braces is worse.
 */
export function renderTemplate(
	template: string,
	variables: Record<string, unknown>,
	field: string,
): string {
	return template.replace(PLACEHOLDER, (_placeholder, name: string) => {
		if (!Object.hasOwn(variables, name)) {
			throw new VoiceAgentError('invalid_request', `There is no variable named ${name}.`, {
				details: [{ field, problem: `uses {{${name}}}, but variables has no ${name}` }],
			});
		}
		const value = variables[name];
		return typeof value === 'string' ? value : JSON.stringify(value);
	});
}
