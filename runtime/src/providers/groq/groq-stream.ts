import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_API_CONNECT_OPTIONS, llm, type APIConnectOptions } from '@livekit/agents';
import type Groq from 'groq-sdk';
import type {
	ChatCompletionChunk,
	ChatCompletionCreateParamsStreaming,
	ChatCompletionMessageParam,
	ChatCompletionTool,
} from 'groq-sdk/resources/chat/completions';
import { fastestAnswer } from './fastest-answer.ts';
import { parseFailedGeneration } from './failed-generation.ts';
import { describeFailure, toApiError, type GroqFailure } from './groq-failure.ts';

/** The part of a request that is the same in every turn. */
export type GroqRequest = Pick<
	ChatCompletionCreateParamsStreaming,
	'model' | 'temperature' | 'max_completion_tokens' | 'reasoning_effort' | 'include_reasoning'
>;

/** A caller waits at most this long for a rate limit; a longer one is an error that is spoken about. */
const LONGEST_RETRY_AFTER_MS = 1500;
/** Malformed tool calls are mostly an accident of sampling. */
const RETRY_TEMPERATURE = 0.2;

/** One answer of the model. The framework demands a class. */
export class GroqStream extends llm.LLMStream {
	readonly #client: Groq;
	readonly #request: GroqRequest;
	readonly #requestsAtOnce: number;
	readonly #parallelToolCalls: boolean | undefined;
	readonly #toolChoice: llm.ToolChoice | undefined;
	/** A part of the answer is out, so that nothing may be asked again. */
	#answered = false;

	constructor(options: {
		llm: llm.LLM;
		client: Groq;
		request: GroqRequest;
		/** How often the request is sent at the same time. */
		requestsAtOnce: number;
		chatCtx: llm.ChatContext;
		toolCtx?: llm.ToolContextLike;
		connOptions?: APIConnectOptions;
		parallelToolCalls?: boolean;
		toolChoice?: llm.ToolChoice;
	}) {
		super(options.llm, {
			chatCtx: options.chatCtx,
			...(options.toolCtx ? { toolCtx: options.toolCtx } : {}),
			connOptions: options.connOptions ?? DEFAULT_API_CONNECT_OPTIONS,
		});
		this.#client = options.client;
		this.#request = options.request;
		this.#requestsAtOnce = options.requestsAtOnce;
		this.#parallelToolCalls = options.parallelToolCalls;
		this.#toolChoice = options.toolChoice;
	}

	/** Asks once, and once more when Groq refused a malformed tool call or set a short rate limit. */
	protected override async run(): Promise<void> {
		const request = await this.#completeRequest();
		const first = await this.#attempt(request);
		if (!first) return;
		if (this.#recoverToolCall(first)) return;
		const second = this.#answered ? undefined : this.#secondRequest(request, first);
		if (!second) throw toApiError(first, !this.#answered);

		await sleep(second.delayMs, undefined, { signal: this.abortController.signal }).catch(() => {});
		const failure = await this.#attempt(second.request);
		if (failure && !this.#recoverToolCall(failure)) throw toApiError(failure, !this.#answered);
	}

	async #completeRequest(): Promise<ChatCompletionCreateParamsStreaming> {
		const messages = (
			(await this.chatCtx.toProviderFormat('openai')) as unknown as ChatCompletionMessageParam[]
		).map(withPlainResult);
		const tools = this.#tools();
		return {
			...this.#request,
			messages,
			stream: true,
			...(tools.length > 0 ? { tools } : {}),
			...(tools.length > 0 && this.#toolChoice ? { tool_choice: this.#toolChoice } : {}),
			...(tools.length > 0 && this.#parallelToolCalls !== undefined
				? { parallel_tool_calls: this.#parallelToolCalls }
				: {}),
		};
	}

	#tools(): ChatCompletionTool[] {
		if (!this.toolCtx) return [];
		return llm.sortedToolEntries(this.toolCtx).map(([name, tool]) => {
			const parameters: Record<string, unknown> = {
				...llm.toJsonSchema(tool.parameters, true, false),
			};
			delete parameters.$schema;
			return { type: 'function', function: { name, description: tool.description, parameters } };
		});
	}

	/** @returns what went wrong, or undefined after a complete or cancelled answer. */
	async #attempt(request: ChatCompletionCreateParamsStreaming): Promise<GroqFailure | undefined> {
		// groq-sdk's timeout ends with the response headers; this one also catches a stream that falls silent.
		const silence = new AbortController();
		const timeoutMs = this.connOptions.timeoutMs;
		const expire = (): void =>
			silence.abort(new DOMException('No token arrived in time', 'TimeoutError'));
		let timer = setTimeout(expire, timeoutMs);
		try {
			const chunks = fastestAnswer(
				this.#requestsAtOnce,
				(signal) => this.#client.chat.completions.create(request, { signal }),
				AbortSignal.any([silence.signal, this.abortController.signal]),
			);
			const answer = createAnswer();
			for await (const chunk of chunks) {
				if (this.abortController.signal.aborted) return undefined;
				clearTimeout(timer);
				timer = setTimeout(expire, timeoutMs);
				this.#emit(answer, chunk);
			}
			silence.signal.throwIfAborted();
			if (this.#answered || this.abortController.signal.aborted) return undefined;
			return {
				kind: 'connection',
				message: `Groq answered nothing (${answer.finishReason ?? 'the stream was cut'})`,
			};
		} catch (error) {
			if (this.abortController.signal.aborted) return undefined;
			return describeFailure(silence.signal.aborted ? silence.signal.reason : error);
		} finally {
			clearTimeout(timer);
		}
	}

	#emit(answer: Answer, chunk: ChatCompletionChunk): void {
		const id = chunk.id;
		const choice = chunk.choices[0];
		if (choice?.delta.content) {
			this.#put({ id, delta: { role: 'assistant', content: choice.delta.content } });
		}
		for (const part of choice?.delta.tool_calls ?? []) {
			const call = answer.calls.get(part.index) ?? { callId: '', name: '', args: '' };
			call.callId ||= part.id ?? '';
			call.name ||= part.function?.name ?? '';
			call.args += part.function?.arguments ?? '';
			answer.calls.set(part.index, call);
		}
		if (choice?.finish_reason) {
			answer.finishReason = choice.finish_reason;
			// A call cut off by the token limit has broken arguments.
			if (choice.finish_reason !== 'length') this.#putCalls(id, [...answer.calls.values()]);
		}
		const usage = chunk.x_groq?.usage;
		if (usage) {
			// The prompts of the requests that came second are paid for, too.
			const promptTokens = usage.prompt_tokens * this.#requestsAtOnce;
			const cachedTokens = usage.prompt_tokens_details?.cached_tokens ?? 0;
			this.queue.put({
				id,
				usage: {
					promptTokens,
					completionTokens: usage.completion_tokens,
					promptCachedTokens: cachedTokens * this.#requestsAtOnce,
					totalTokens: promptTokens + usage.completion_tokens,
				},
			});
		}
	}

	/** Runs the call that Groq refused to pass on, when it can be read and its tool exists; the tool checks it again. */
	#recoverToolCall(failure: GroqFailure): boolean {
		const text = malformedCall(failure);
		if (text === undefined) return false;
		const names = new Set(this.toolCtx ? Object.keys(this.toolCtx.functionTools) : []);
		const call = parseFailedGeneration(text, names);
		if (!call) return false;
		const callId = `recovered_${randomUUID()}`;
		this.#putCalls(callId, [{ callId, name: call.name, args: call.arguments }]);
		return true;
	}

	#secondRequest(
		request: ChatCompletionCreateParamsStreaming,
		failure: GroqFailure,
	): { request: ChatCompletionCreateParamsStreaming; delayMs: number } | undefined {
		if (malformedCall(failure) !== undefined) {
			return { request: { ...request, temperature: RETRY_TEMPERATURE }, delayMs: 0 };
		}
		if (failure.kind !== 'status' || failure.status !== 429) return undefined;
		const delayMs = failure.retryAfterMs ?? Infinity;
		return delayMs <= LONGEST_RETRY_AFTER_MS ? { request, delayMs } : undefined;
	}

	#put(chunk: llm.ChatChunk): void {
		this.#answered = true;
		this.queue.put(chunk);
	}

	#putCalls(id: string, calls: RunningCall[]): void {
		if (calls.length === 0) return;
		const toolCalls = calls.map((call) => llm.FunctionCall.create(call));
		this.#put({ id, delta: { role: 'assistant', toolCalls } });
	}
}

interface RunningCall {
	callId: string;
	name: string;
	args: string;
}

/** What has come of one answer. */
interface Answer {
	calls: Map<number, RunningCall>;
	finishReason: string | undefined;
}

const createAnswer = (): Answer => ({ calls: new Map(), finishReason: undefined });

/** The framework writes a tool's text as a JSON string, whose escapes a model sometimes reads aloud. */
function withPlainResult(message: ChatCompletionMessageParam): ChatCompletionMessageParam {
	if (message.role !== 'tool' || typeof message.content !== 'string') return message;
	if (!message.content.startsWith('"')) return message;
	try {
		const text: unknown = JSON.parse(message.content);
		return typeof text === 'string' ? { ...message, content: text } : message;
	} catch {
		return message;
	}
}

/** What the model wrote, when Groq refused it as a malformed tool call. */
const malformedCall = (failure: GroqFailure): string | undefined =>
	failure.kind === 'status' && failure.code === 'tool_use_failed'
		? (failure.failedGeneration ?? '')
		: undefined;
