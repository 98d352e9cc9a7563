import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Faults } from '../faults.ts';
import { authorizationKey, isAcceptedKey } from '../key.ts';
import type { RequestLog } from '../request-log.ts';
import { createCompletion, usageOf } from './completion.ts';
import { invalidKey, modelNotFound, simulatedFailure, toolUseFailed } from './errors.ts';
import { fillForm } from './fill-form.ts';
import { findModel, GROQ_MODELS } from './models.ts';
import { parseChatRequest } from './request.ts';
import { streamCompletion } from './stream-completion.ts';

const PATH = '/openai/v1';
const BODY_LIMIT = '4mb';

/** What Groq sends with every answer: requests count per day, tokens per minute. */
const RATE_LIMIT_HEADERS = {
	'x-ratelimit-limit-requests': '1000',
	'x-ratelimit-remaining-requests': '999',
	'x-ratelimit-reset-requests': '1m26.4s',
	'x-ratelimit-limit-tokens': '8000',
	'x-ratelimit-remaining-tokens': '7900',
	'x-ratelimit-reset-tokens': '750ms',
};

/** The simulated Groq: `POST /openai/v1/chat/completions` answered by the scenario, and its list of models. */
export function createGroq(options: {
	scenario: Scenario;
	latencyMs: () => number;
	now: () => number;
	faults: Faults;
	log: RequestLog;
}) {
	const { scenario, faults, log, now } = options;

	const authorize: RequestHandler = (request, response, next) => {
		if (isAcceptedKey(authorizationKey(request.headers.authorization, ['bearer']))) next();
		else response.status(401).json(invalidKey);
	};

	async function complete(request: Request, response: Response): Promise<void> {
		const startedAt = now();
		const chat = parseChatRequest(request.body);
		if ('status' in chat) {
			response.status(chat.status).json(chat.body);
			return;
		}
		const { model, messages, toolNames, stream, schema } = chat;
		log.add('groq', 'chat.completions', {
			model,
			stream,
			messages: messages.length,
			tools: toolNames,
		});
		const fault = faults.take('groq');
		if (fault?.kind === 'hang' && !fault.afterFirst) return;
		if (fault?.kind === 'status') {
			const { status, retryAfterSeconds } = fault;
			if (status === 429) response.set('retry-after', String(retryAfterSeconds ?? 1));
			response.status(status).json(simulatedFailure(status, retryAfterSeconds));
			return;
		}
		if (fault?.kind === 'tool_use_failed' && !fault.midStream) {
			response.status(400).json(toolUseFailed(toolNames[0] ?? ''));
			return;
		}
		const cutShort = fault?.kind === 'empty';
		const reply = schema
			? { text: JSON.stringify(fillForm(schema, messages)) }
			: scenario.reply(messages, toolNames);
		const completion = createCompletion(chat, reply, { cutShort });
		const usage = () => usageOf(chat, completion, now() - startedAt);
		const firstWordAtMs = startedAt + options.latencyMs();
		response.set(RATE_LIMIT_HEADERS);
		if (stream) {
			const streaming = { request: chat, completion, usage, firstWordAtMs, now, fault };
			await streamCompletion(response, streaming);
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, firstWordAtMs - now()));
		response.json({
			id: `chatcmpl-${randomUUID()}`,
			object: 'chat.completion',
			created: Math.floor(Date.now() / 1000),
			model,
			choices: [
				{
					index: 0,
					message: completion.message,
					logprobs: null,
					finish_reason: completion.finishReason,
				},
			],
			usage: usage(),
		});
	}

	return {
		route(app: Express): void {
			app.use(PATH, authorize, express.json({ limit: BODY_LIMIT }));
			app.post(`${PATH}/chat/completions`, (request, response) => {
				complete(request, response).catch((error: unknown) => {
					// The client hung up, as the runtime does when the caller interrupts.
					if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
				});
			});
			app.get(`${PATH}/models`, (_request, response) => {
				response.json({ object: 'list', data: GROQ_MODELS });
			});
			app.get(`${PATH}/models/*id`, (request, response) => {
				const id = [request.params.id].flat().join('/');
				const model = findModel(id);
				if (model) response.json(model);
				else response.status(404).json(modelNotFound(id));
			});
		},
	};
}
