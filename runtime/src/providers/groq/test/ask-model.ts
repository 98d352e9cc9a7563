import { llm } from '@livekit/agents';
import { createGroqLlm } from '../groq-llm.ts';
import { nodeFetch } from './node-fetch.ts';

const lookUp = llm.tool({
	name: 'look_up',
	description: 'Looks something up.',
	parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
	execute: () => Promise.resolve('found'),
});

export const createModel = (
	baseUrl: string,
	session: { model?: string } = {},
	{ requestsAtOnce = 1 } = {},
): llm.LLM =>
	createGroqLlm(
		{
			apiKey: 'gsk_test',
			model: 'openai/gpt-oss-20b',
			temperature: 0.7,
			maxTokens: 512,
			requestsAtOnce,
			baseUrl,
		},
		session,
		{ fetch: nodeFetch },
	);

export interface Heard {
	text: string;
	calls: { name: string; args: string; callId: string }[];
	usage: llm.CompletionUsage | undefined;
	errors: { error: Error; recoverable: boolean }[];
}

/** Asks once and collects what comes. */
export async function askModel(
	model: llm.LLM,
	options: { retries?: number; timeoutMs?: number } = {},
): Promise<Heard> {
	const heard: Heard = { text: '', calls: [], usage: undefined, errors: [] };
	model.on('error', ({ error, recoverable }) => heard.errors.push({ error, recoverable }));
	const chatCtx = llm.ChatContext.empty();
	chatCtx.addMessage({ role: 'system', content: 'Be brief.' });
	chatCtx.addMessage({ role: 'user', content: 'What is the plan?' });
	const answer = model.chat({
		chatCtx,
		toolCtx: [lookUp],
		connOptions: {
			maxRetry: options.retries ?? 0,
			retryIntervalMs: 10,
			timeoutMs: options.timeoutMs ?? 2000,
		},
	});
	for await (const part of answer) {
		heard.text += part.delta?.content ?? '';
		heard.calls.push(...(part.delta?.toolCalls ?? []));
		heard.usage ??= part.usage;
	}
	return heard;
}
