import { llm, type APIConnectOptions } from '@livekit/agents';
import Groq from 'groq-sdk';
import type { Config } from '../../config.ts';
import { GroqStream, type GroqRequest } from './groq-stream.ts';
import { createKeepAliveFetch } from './keep-alive-fetch.ts';

/**
 * A language model on Groq.
 *
 * @param session - Overrides of the configured model and temperature.
 * @param options - `fetch` is for tests; the default keeps its connections warm between turns.
 */
export function createGroqLlm(
	config: Config['groq'],
	session: { model?: string; temperature?: number },
	options: { fetch?: typeof fetch } = {},
): llm.LLM {
	const client = new Groq({
		apiKey: config.apiKey,
		baseURL: config.baseUrl,
		// The SDK waits as long as `retry-after` says, in silence; the stream has its own bounded policy.
		maxRetries: 0,
		fetch: options.fetch ?? createKeepAliveFetch(),
	});
	const model = session.model ?? config.model;
	const request = {
		model,
		temperature: session.temperature ?? config.temperature,
		max_completion_tokens: config.maxTokens,
		...reasoningOptions(model),
	};
	return new GroqLlm(client, request, config.requestsAtOnce);
}

/** Thinking aloud costs the caller time and is never spoken. */
function reasoningOptions(model: string): Partial<GroqRequest> {
	if (model.startsWith('openai/gpt-oss')) {
		return { reasoning_effort: 'low', include_reasoning: false };
	}
	return model.startsWith('qwen/') ? { reasoning_effort: 'none' } : {};
}

class GroqLlm extends llm.LLM {
	readonly #client: Groq;
	readonly #request: GroqRequest;
	readonly #requestsAtOnce: number;

	constructor(client: Groq, request: GroqRequest, requestsAtOnce: number) {
		super();
		this.#client = client;
		this.#request = request;
		this.#requestsAtOnce = requestsAtOnce;
	}

	override label(): string {
		return 'groq.LLM';
	}

	override get model(): string {
		return this.#request.model;
	}

	override get provider(): string {
		return 'Groq';
	}

	/** Opens the connections while the caller joins; costs no tokens. */
	protected override async _prewarmImpl(signal: AbortSignal): Promise<void> {
		const open = () => this.#client.models.list({ signal });
		await Promise.all(Array.from({ length: this.#requestsAtOnce }, open));
	}

	override chat(options: {
		chatCtx: llm.ChatContext;
		toolCtx?: llm.ToolContextLike;
		connOptions?: APIConnectOptions;
		parallelToolCalls?: boolean;
		toolChoice?: llm.ToolChoice;
	}): llm.LLMStream {
		return new GroqStream({
			...options,
			llm: this,
			client: this.#client,
			request: this.#request,
			requestsAtOnce: this.#requestsAtOnce,
		});
	}
}
