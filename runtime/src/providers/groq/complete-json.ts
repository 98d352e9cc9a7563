import { z } from 'zod';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { Config } from '../../config.ts';

/** Room for the model's thinking and for the answer. */
const MAX_TOKENS = 4096;

export interface JsonRequest {
	/** A Groq model id; the configured one when absent. */
	model?: string;
	/** Names the schema for the model. */
	name: string;
	/** Strict JSON Schema: every property required, no others allowed. */
	schema: Record<string, unknown>;
	instructions: string;
	input: string;
	signal: AbortSignal;
}

export interface JsonCompletion {
	/** What the model answered; that it fits the schema is still to be checked. */
	value: unknown;
	usage: { inputTokens: number; cachedInputTokens: number; outputTokens: number };
}

export type CompleteJson = (request: JsonRequest) => Promise<JsonCompletion>;

const failure = z.object({
	error: z.object({ code: z.string().nullish(), type: z.string().nullish() }),
});
const completion = z.object({
	choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
	usage: z
		.object({
			prompt_tokens: z.number().default(0),
			completion_tokens: z.number().default(0),
			prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
		})
		.optional(),
});

/**
 * Makes the function that asks Groq for JSON of a given shape, outside of a call. Plain HTTP: the service process needs
 * nothing else of the SDK.
 *
 * @returns A function that throws VoiceAgentError `provider_failed`, whose message names no detail of the provider.
 */
export function createCompleteJson(
	config: Pick<Config['groq'], 'apiKey' | 'model' | 'baseUrl'>,
	options: { fetch: typeof fetch },
): CompleteJson {
	return async ({ model = config.model, name, schema, instructions, input, signal }) => {
		const body = {
			model,
			messages: [
				{ role: 'system', content: instructions },
				{ role: 'user', content: input },
			],
			temperature: 0,
			max_completion_tokens: MAX_TOKENS,
			response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } },
			...(model.startsWith('openai/gpt-oss')
				? { reasoning_effort: 'low', include_reasoning: false }
				: {}),
		};
		try {
			const response = await options.fetch(`${config.baseUrl}/openai/v1/chat/completions`, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${config.apiKey}`,
					'content-type': 'application/json',
				},
				body: JSON.stringify(body),
				signal,
			});
			const answer = parseJson(await response.text());
			if (!response.ok) throw refusal(response.status, answer);
			const { choices, usage } = completion.parse(answer);
			return {
				value: parseJson(choices[0]?.message.content ?? ''),
				usage: {
					inputTokens: usage?.prompt_tokens ?? 0,
					cachedInputTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
					outputTokens: usage?.completion_tokens ?? 0,
				},
			};
		} catch (cause) {
			throw new VoiceAgentError('provider_failed', 'The model gave no usable answer.', { cause });
		}
	};
}

/** Without Groq's own message, which may quote what the model has written, and that is what a caller has said. */
function refusal(status: number, answer: unknown): Error {
	const { error } = failure.safeParse(answer).data ?? {};
	return new Error(`Groq answered ${status} ${error?.code ?? error?.type ?? ''}`.trim());
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
