import type { RegisteredTool } from '../../../contract/tool.ts';
import { callHeaders } from './call-headers.ts';
import { certificateFault } from './n8n-fault.ts';
import { postCall, type PostResult } from './post-call.ts';
import { readAnswer, type Present, type Reading } from './read-answer.ts';
import { sentences } from './sentences.ts';
import type { Ending } from './tool-source.ts';
import type { ToolsOptions } from './tools.ts';

export type SendOptions = Pick<ToolsOptions, 'config' | 'fetch' | 'now'>;

/** A call as it goes to n8n. */
export interface OutgoingCall {
	tool: RegisteredTool;
	callId: string;
	/** Milliseconds since the epoch. */
	deadlineMs: number;
	content: object;
	/** How the value of a good answer reads; the usual way when absent. */
	present?: Present;
}

/** Sends one tool call to n8n, signed over the exact bytes, and reads the answer. Never throws for what n8n does. */
export async function sendCall(
	{ config, fetch, now }: SendOptions,
	{ tool, callId, deadlineMs, content, present }: OutgoingCall,
): Promise<Ending> {
	const body = new TextEncoder().encode(JSON.stringify(content));
	const result = await postCall({
		url: tool.url,
		body,
		headers: () => callHeaders(config.n8n, callId, body, now()),
		deadlineMs,
		fetch,
		now,
	});
	const times = result.kind === 'answered' ? result.answer.times : undefined;
	return {
		...ending(result, tool, present),
		attempts: result.attempts,
		...(times === undefined ? {} : { times }),
	};
}

function ending(result: PostResult, tool: RegisteredTool, present?: Present): Ending {
	switch (result.kind) {
		case 'answered':
			return endOf(readAnswer(result.answer, present));
		case 'not_sent':
			return {
				result: { outcome: 'failed', text: sentences.notNow },
				executed: 'no',
				detail: `n8n cannot be reached: ${result.reason}`,
				...(result.certificate ? { fault: certificateFault(result.reason) } : {}),
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
export function endOf(reading: Reading): Ending {
	const { outcome, text, say, executed, answer, detail, fault } = reading;
	return {
		result: { outcome, text, ...(say === undefined ? {} : { say }) },
		executed,
		...(answer === undefined ? {} : { answer }),
		...(detail === undefined ? {} : { detail }),
		...(fault === undefined ? {} : { fault }),
	};
}
