import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';
import type { Fault } from '../faults.ts';
import type { Completion } from './completion.ts';
import { toolUseFailed } from './errors.ts';
import type { ChatRequest } from './request.ts';

/** Milliseconds per token of each model, from its published speed. */
const TOKEN_MS: Record<string, number> = { 'openai/gpt-oss-20b': 1 };
const OTHER_TOKEN_MS = 2;

/** Share of the wait for the first word after which the stream opens; the rest is reasoning. */
const OPENING_SHARE = 0.6;

/**
 * Streams a completion as server-sent events in the shape that Groq sends them: the role, reasoning, then words or one
 * whole tool call, then usage.
 *
 * @param options - `firstWordAtMs`: When the first word or the tool call is due, on the clock of `now`.
 */
export async function streamCompletion(
	response: Response,
	options: {
		request: ChatRequest;
		completion: Completion;
		usage: () => Record<string, unknown>;
		firstWordAtMs: number;
		now: () => number;
		fault: Fault | undefined;
	},
): Promise<void> {
	const { request, completion, now, fault, firstWordAtMs } = options;
	const gone = new AbortController();
	response.on('close', () => gone.abort());
	const until = (at: number) => wait(Math.max(0, at - now()), undefined, { signal: gone.signal });

	const requestId = `req_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
	const frame = {
		id: `chatcmpl-${randomUUID()}`,
		object: 'chat.completion.chunk',
		created: Math.floor(Date.now() / 1000),
		model: request.model,
		system_fingerprint: 'fp_6f1b2f9c7d',
	};
	const event = (data: unknown): boolean => response.write(`data: ${JSON.stringify(data)}\n\n`);
	const chunk = (
		delta: Record<string, unknown>,
		finish: string | null = null,
		more = {},
	): boolean =>
		event({
			...frame,
			choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
			...more,
		});

	await until(now() + (firstWordAtMs - now()) * OPENING_SHARE);
	response.status(200).set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
	chunk({ role: 'assistant', content: '' }, null, { x_groq: { id: requestId, seed: 27_718_886 } });
	for (const delta of completion.reasoning) chunk(delta);

	const tokenMs = TOKEN_MS[request.model] ?? OTHER_TOKEN_MS;
	for (const [index, delta] of completion.deltas.entries()) {
		await until(firstWordAtMs + index * tokenMs);
		if (fault?.kind === 'tool_use_failed') {
			response.end(
				`event: error\ndata: ${JSON.stringify(toolUseFailed(request.toolNames[0] ?? ''))}\n\n`,
			);
			return;
		}
		if (fault?.kind === 'malformed') response.write('data: {"id":\n\n');
		chunk(delta);
		if (fault?.kind === 'hang') return;
		if (fault?.kind === 'cut') {
			response.destroy();
			return;
		}
	}
	const usage = options.usage();
	chunk({}, completion.finishReason, { x_groq: { id: requestId, usage }, usage });
	response.end('data: [DONE]\n\n');
}
