import { VoiceAgentError } from '../../../contract/error.ts';

/** What an operator reads when the runtime does not start: one sentence per fault, no stack and no value. */
export function faultSentences(error: unknown): string[] {
	if (error instanceof AggregateError) return error.errors.flatMap(faultSentences);
	if (!(error instanceof VoiceAgentError)) {
		const reason = error instanceof Error ? error.message : String(error);
		return [`The runtime cannot start: ${reason}`];
	}
	if (error.code !== 'configuration_invalid' || !error.details) return [error.message];
	return error.details.map(({ field, problem }) => `${field} ${problem}.`);
}
