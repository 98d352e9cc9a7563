import type { IExecuteFunctions } from 'n8n-workflow';
import type { ErrorBody } from '../../contract/error';
import type { ToolCallUpdate } from '../../contract/tool-call';
import type { ReplyChannel } from '../shared/replyChannel';

const TIMEOUT_MS = 15_000;

/**
 * Sends something about a running or pending call to the runtime, authorised by the call's own token.
 *
 * @returns undefined when it was accepted, otherwise the runtime's reason as a sentence.
 * @throws Whatever n8n throws when the runtime cannot be reached.
 */
export async function postUpdate(
	context: IExecuteFunctions,
	{ replyTo }: ReplyChannel,
	update: ToolCallUpdate,
): Promise<string | undefined> {
	const response = (await context.helpers.httpRequest({
		method: 'POST',
		url: replyTo.url,
		headers: { Authorization: `Bearer ${replyTo.token}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(update),
		json: true,
		timeout: TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	})) as { statusCode: number; body: Partial<ErrorBody> | undefined };
	if (response.statusCode < 300) return undefined;
	return response.body?.error?.message ?? `It answered with HTTP ${response.statusCode}.`;
}
