import { VoiceAgentError } from '../../../../contract/error.ts';
import type { Config } from '../../config.ts';

const TIMEOUT_MS = 10_000;

/**
 * Asks Groq whether the account may use the configured model, so that the operator learns it and not a caller.
 *
 * @throws VoiceAgentError `configuration_invalid` that names GROQ_MODEL or GROQ_API_KEY, `provider_failed` when Groq
 * cannot be asked.
 */
export async function checkGroqModel(
	config: Pick<Config['groq'], 'apiKey' | 'model' | 'baseUrl'>,
	options: { fetch: typeof fetch },
): Promise<void> {
	const url = `${config.baseUrl}/openai/v1/models/${encodeURI(config.model)}`;
	let response: Response;
	try {
		response = await options.fetch(url, {
			headers: { authorization: `Bearer ${config.apiKey}` },
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
	} catch (cause) {
		throw new VoiceAgentError('provider_failed', `Groq cannot be reached at GROQ_BASE_URL.`, {
			cause,
		});
	}
	await response.body?.cancel();
	if (response.ok) return;
	switch (response.status) {
		case 401:
			throw faulty('GROQ_API_KEY', 'is not accepted by Groq');
		case 400:
		case 403:
		case 404:
			throw faulty('GROQ_MODEL', 'names a model that this Groq account cannot use');
		default:
			throw new VoiceAgentError(
				'provider_failed',
				`Groq answered ${response.status} when it was asked for GROQ_MODEL.`,
			);
	}
}

const faulty = (field: string, problem: string): VoiceAgentError =>
	new VoiceAgentError('configuration_invalid', `${field} ${problem}.`, {
		details: [{ field, problem }],
	});
