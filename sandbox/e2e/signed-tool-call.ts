import { parseSecrets, signMessage } from '../../contract/signature.ts';
import type { SignatureHeaders } from '../../contract/signature.ts';
import type { ToolCallRequest } from '../../contract/tool-call.ts';

/** A tool call as the bytes and headers that the runtime sends to n8n. */
export interface SignedToolCall {
	body: Buffer;
	headers: SignatureHeaders;
}

/**
 * Signs a tool call as the runtime does.
 *
 * @param options - `secret`: as N8N_WEBHOOK_SECRET. `now`: when it is signed. `deadlineMs`: how long from the real now; default 30 s.
 */
export function signedToolCall(options: {
	callId: string;
	tool: string;
	secret: string;
	now?: number;
	deadlineMs?: number;
}): SignedToolCall {
	const { callId, tool, secret, now = Date.now(), deadlineMs = 30_000 } = options;
	const call: ToolCallRequest = {
		...{ type: 'tool.call', callId, tool, arguments: { query: callId } },
		session: {
			...{ sessionId: 'direct', room: 'meeting_direct', agentName: 'voice-assistant' },
			...{ variables: {}, participant: { identity: 'user_direct', name: '', metadata: '' } },
		},
		deadline: new Date(Date.now() + deadlineMs).toISOString(),
		replyTo: { url: 'http://127.0.0.1:9/v1/tool-results/none', token: 'none' },
	};
	const body = Buffer.from(JSON.stringify(call));
	return { body, headers: signMessage(parseSecrets(secret), callId, body, now) };
}

/** Posts it to the URL of a trigger; headers may be anything, as from a stranger. */
export async function postToTrigger(
	url: string,
	{ body, headers }: { body: Buffer; headers: object },
): Promise<{ status: number; text: string }> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: new Uint8Array(body),
		signal: AbortSignal.timeout(30_000),
	});
	return { status: response.status, text: await response.text() };
}
