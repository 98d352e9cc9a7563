import { signMessage } from '../../../contract/signature.ts';
import type { ToolCallRequest } from '../../../contract/tool-call.ts';
import type { CallToolRequest } from '../channel/messages.ts';
import type { CallEnd } from './call-log.ts';
import { postCall, type PostResult } from './post-call.ts';
import { readAnswer, type Reading } from './read-answer.ts';
import { sentences } from './sentences.ts';
import type { CallingSession, RunnableTool, ToolsOptions } from './tools.ts';

export interface Execution {
	tool: RunnableTool;
	session: CallingSession;
	/** The arguments as they were checked. */
	request: CallToolRequest;
	/** One-time token of a late result. */
	replyToken: string;
}

/** Sends one tool call to n8n, signed over the exact bytes, and reads the answer. Never throws for what n8n does. */
export async function executeCall(
	{ config, fetch, now }: Pick<ToolsOptions, 'config' | 'fetch' | 'now'>,
	execution: Execution,
): Promise<CallEnd & { fault?: string }> {
	const { tool, request } = execution;
	const deadlineMs = now() + tool.timeoutMs;
	const content =
		tool.builtIn?.flatBody(request.arguments) ?? envelope(execution, deadlineMs, config.publicUrl);
	const body = new TextEncoder().encode(JSON.stringify(content));
	const result = await postCall({
		url: tool.url,
		body,
		headers: () => ({ ...signMessage(config.n8n.secrets, request.callId, body, now()) }),
		deadlineMs,
		fetch,
		now,
	});
	return { ...ending(result, tool), attempts: result.attempts };
}

function envelope(
	{ tool, session, request, replyToken }: Execution,
	deadlineMs: number,
	publicUrl: string,
): ToolCallRequest {
	const { sessionId, room, agentName, variables, participant } = session;
	return {
		type: 'tool.call',
		callId: request.callId,
		tool: tool.name,
		arguments: request.arguments,
		session: { sessionId, room, agentName, variables, participant },
		deadline: new Date(deadlineMs).toISOString(),
		replyTo: {
			url: `${publicUrl}/v1/tool-results/${encodeURIComponent(request.callId)}`,
			token: replyToken,
		},
	};
}

function ending(result: PostResult, tool: RunnableTool): CallEnd & { fault?: string } {
	switch (result.kind) {
		case 'answered':
			return endOf(readAnswer(result.answer, tool.builtIn?.present));
		case 'not_sent':
			return {
				result: { outcome: 'failed', text: sentences.notNow },
				executed: 'no',
				detail: `n8n cannot be reached: ${result.reason}`,
				...(result.certificate
					? { fault: `The certificate of n8n's URL is not trusted (${result.reason}).` }
					: {}),
			};
		case 'timed_out':
			return {
				result: { outcome: 'timed_out', text: sentences.timedOut },
				executed: 'unknown',
				detail: `no answer within ${tool.timeoutMs} ms`,
			};
		case 'lost':
			return {
				result: { outcome: 'failed', text: sentences.unknown },
				executed: 'unknown',
				detail: `the connection to n8n broke: ${result.reason}`,
			};
	}
}

/** How a call ends when its answer reads so. */
export function endOf(reading: Reading): CallEnd & { fault?: string } {
	const { outcome, text, say, executed, answer, detail, fault } = reading;
	return {
		result: { outcome, text, ...(say === undefined ? {} : { say }) },
		executed,
		...(answer === undefined ? {} : { answer }),
		...(detail === undefined ? {} : { detail }),
		...(fault === undefined ? {} : { fault }),
	};
}
