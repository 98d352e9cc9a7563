import { VoiceAgentError, type FieldProblem } from '../../../contract/error.ts';
import { TOOL_NAME_PATTERN, type ToolRegistration } from '../../../contract/tool.ts';
import { forbiddenOrigin } from '../n8n/forbidden-origin.ts';
import { checkParameters } from './parameters.ts';

/** Longest deadline in milliseconds that a caller can be kept waiting for. */
export const MAX_TOOL_TIMEOUT_MS = 300_000;

const namePattern = new RegExp(TOOL_NAME_PATTERN);

/**
 * Refuses a registration that could not run or must not run.
 *
 * @throws VoiceAgentError `tool_url_not_allowed` or `invalid_request`.
 */
export function checkRegistration(
	registration: ToolRegistration,
	allowedOrigins: readonly string[],
): void {
	const problems: FieldProblem[] = [];
	if (!namePattern.test(registration.name)) {
		problems.push({
			field: 'name',
			problem: 'must start with a letter and hold only letters, digits and _, at most 64',
		});
	}
	if (!(registration.timeoutMs >= 1 && registration.timeoutMs <= MAX_TOOL_TIMEOUT_MS)) {
		problems.push({ field: 'timeoutMs', problem: `must be from 1 to ${MAX_TOOL_TIMEOUT_MS}` });
	}
	if (problems.length > 0) {
		const sentence = problems.map(({ field, problem }) => `${field} ${problem}`).join('; ');
		throw new VoiceAgentError('invalid_request', `${sentence}.`, { details: problems });
	}
	checkUrl(registration.url, allowedOrigins);
	checkParameters(registration.parameters);
}

function checkUrl(url: string, allowedOrigins: readonly string[]): void {
	const origin = forbiddenOrigin(url, allowedOrigins);
	if (origin === undefined) return;
	throw new VoiceAgentError(
		'tool_url_not_allowed',
		`The tool's URL has ${origin}, but tools may only run at ${allowedOrigins.join(', ')}. ` +
			'Set N8N_WEBHOOK_BASE_URL to the address that n8n shows for its webhooks, or add the origin to N8N_ALLOWED_ORIGINS.',
		{ details: [{ field: 'url', problem: 'must have an allowed origin' }] },
	);
}
