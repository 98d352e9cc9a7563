import { randomUUID } from 'node:crypto';
import type { ScriptedReply } from '../../scenario/scenario.ts';
import type { ChatRequest } from './request.ts';

/** The thinking of a gpt-oss model at low effort, in tokens. */
const REASONING = ['We', ' should', ' answer', ' the', ' caller', ' briefly', '.'];

type Delta = Record<string, unknown>;

/** One answer in pieces, as they are streamed: `deltas` in order, then the reason why it ended. */
export interface Completion {
	reasoning: Delta[];
	deltas: Delta[];
	finishReason: 'stop' | 'tool_calls' | 'length';
	message: Record<string, unknown>;
	completionTokens: number;
}

/** Splits text as a model does, roughly: a word with the space before it is a token. */
const tokens = (text: string): string[] => text.match(/\s*\S+/g) ?? [];

const isReasoning = (model: string): boolean => model.startsWith('openai/gpt-oss');

/** Turns a scripted reply into what the model would stream. `cutShort` spends all tokens on reasoning. */
export function createCompletion(
	request: ChatRequest,
	reply: ScriptedReply,
	{ cutShort = false } = {},
): Completion {
	const thinking = isReasoning(request.model) ? REASONING : [];
	const reasoning = request.includeReasoning
		? thinking.map((token) => ({ reasoning: token, channel: 'analysis' }))
		: [];
	const reasoned =
		request.includeReasoning && thinking.length > 0 ? { reasoning: thinking.join('') } : {};
	if (cutShort) {
		return {
			reasoning,
			deltas: [],
			finishReason: 'length',
			message: { role: 'assistant', content: '', ...reasoned },
			completionTokens: thinking.length,
		};
	}
	if ('toolCalls' in reply) {
		const calls = reply.toolCalls.map((call) => ({
			id: `fc_${randomUUID()}`,
			type: 'function',
			function: { name: call.name, arguments: JSON.stringify(call.arguments) },
		}));
		const written = calls.reduce((sum, call) => sum + call.function.arguments.length, 0);
		return {
			reasoning,
			deltas: calls.map((call, index) => ({ tool_calls: [{ ...call, index }] })),
			finishReason: 'tool_calls',
			message: { role: 'assistant', ...reasoned, tool_calls: calls },
			completionTokens: thinking.length + Math.ceil(written / 4),
		};
	}
	const words = tokens(reply.text);
	return {
		reasoning,
		deltas: words.map((content) => ({ content })),
		finishReason: 'stop',
		message: { role: 'assistant', content: reply.text, ...reasoned },
		completionTokens: thinking.length + words.length,
	};
}

/** Token counts and times in seconds, as the last chunk reports them. */
export function usageOf(request: ChatRequest, completion: Completion, elapsedMs: number) {
	const characters = request.messages.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
	const promptTokens = Math.ceil(characters / 4) + 60;
	const reasoningTokens = isReasoning(request.model) ? REASONING.length : 0;
	return {
		queue_time: 0.005,
		prompt_tokens: promptTokens,
		prompt_time: 0.015,
		completion_tokens: completion.completionTokens,
		completion_time: elapsedMs / 1000,
		total_tokens: promptTokens + completion.completionTokens,
		total_time: elapsedMs / 1000 + 0.015,
		completion_tokens_details: { reasoning_tokens: reasoningTokens },
	};
}
