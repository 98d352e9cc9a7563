import type { ToolPing } from '../../../contract/tool-call.ts';
import type { RegisteredTool } from '../../../contract/tool.ts';
import { callHeaders } from './call-headers.ts';
import { certificateFault, isTestUrl, jsonObject, n8nFault } from './n8n-fault.ts';
import { isStartingUp, isUnregisteredWebhook } from '../n8n/placeholder-answer.ts';
import { postCall, type HttpAnswer } from './post-call.ts';
import type { SendOptions } from './send-call.ts';

/** A caller notices an n8n that needs longer than this for an answer without an execution. */
export const SLOW_PING_MS = 1500;
const PING_DEADLINE_MS = 5000;

/** What one ping found out; every sentence is for the builder. */
export interface PingResult {
	/** Absent when nothing answered. */
	roundTripMs?: number;
	warning?: string;
	/** The tool cannot work until the builder does what this says. */
	problem?: string;
	/** n8n does not listen for a test event any more. */
	listensNoMore?: boolean;
}

/** Asks a Voice Agent Trigger, signed as a call is, whether it would run this tool. Starts no execution. */
export async function ping(
	{ config, fetch, now }: SendOptions,
	tool: RegisteredTool,
	id: string,
): Promise<PingResult> {
	const body = new TextEncoder().encode(
		JSON.stringify({ type: 'tool.ping', tool: tool.name } satisfies ToolPing),
	);
	let sentAtMs = now();
	const post = () =>
		postCall({
			url: tool.url,
			body,
			headers: () => {
				sentAtMs = now();
				return callHeaders(config.n8n, id, body, sentAtMs);
			},
			deadlineMs: now() + PING_DEADLINE_MS,
			fetch,
			now,
		});
	const first = await post();
	// A restart of n8n leaves dead connections behind; a ping runs nothing, so it may go twice.
	const result = first.kind === 'lost' ? await post() : first;
	const { host } = new URL(tool.url);
	switch (result.kind) {
		case 'answered': {
			const roundTripMs = Math.max(0, Math.round(now() - sentAtMs));
			return { roundTripMs, ...judge(result.answer, tool, roundTripMs) };
		}
		case 'not_sent':
			return {
				problem: result.certificate
					? certificateFault(result.reason)
					: `n8n cannot be reached at ${host} (${result.reason}): start it, or correct WEBHOOK_URL in n8n and publish the workflow again.`,
			};
		case 'timed_out':
			return {
				warning: `n8n did not answer a ping within ${PING_DEADLINE_MS / 1000} seconds: it is overloaded or something between here and ${host} holds the requests back.`,
			};
		case 'lost':
			return {
				warning: `The connection to n8n at ${host} broke during a ping (${result.reason}): look for a restart of n8n or a proxy that cuts connections.`,
			};
	}
}

function judge(answer: HttpAnswer, tool: RegisteredTool, roundTripMs: number): PingResult {
	const { type, tool: running } = jsonObject(answer.body) ?? {};
	if (answer.status === 200 && type === 'tool.pong') {
		if (running !== tool.name) {
			return {
				problem: `The workflow now runs a tool of another name (${String(running)}): publish it again.`,
			};
		}
		return roundTripMs > SLOW_PING_MS
			? {
					warning: `n8n is slow: it took ${(roundTripMs / 1000).toFixed(1)} seconds for an answer without an execution. Look at its load, or move it closer.`,
				}
			: {};
	}
	if (isUnregisteredWebhook(answer) && isTestUrl(tool.url)) return { listensNoMore: true };
	const fault = n8nFault(answer);
	if (fault !== undefined) return { problem: fault };
	if (isStartingUp(answer) || answer.status === 429 || answer.status >= 500) {
		return {
			problem: `n8n is not ready (HTTP ${answer.status}): look at n8n's log and at the proxy in front of it.`,
		};
	}
	return {
		problem: `Something else than a Voice Agent Trigger answers at this URL (HTTP ${answer.status}): publish the workflow again.`,
	};
}
