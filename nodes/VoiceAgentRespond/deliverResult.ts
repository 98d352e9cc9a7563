import { NodeApiError, type IExecuteFunctions, type JsonObject } from 'n8n-workflow';
import type { LateToolResult } from '../../contract/tool-call';
import type { ReplyChannel } from '../shared/replyChannel';
import { postUpdate } from './postUpdate';

/**
 * Sends the result of a call that was answered with "pending".
 *
 * @throws NodeApiError when the runtime does not take it: the caller never hears it, so the workflow must not look well.
 */
export async function deliverResult(
	context: IExecuteFunctions,
	channel: ReplyChannel,
	answer: LateToolResult,
): Promise<void> {
	const fail = (cause: JsonObject, description: string) =>
		new NodeApiError(context.getNode(), cause, {
			message: 'The result did not reach the voice agent runtime',
			description,
		});
	let refusal: string | undefined;
	try {
		refusal = await postUpdate(context, channel, answer);
	} catch (error) {
		throw fail(error as JsonObject, 'Check that n8n can open the PUBLIC_URL of the runtime.');
	}
	if (refusal !== undefined) throw fail({ message: refusal }, refusal);
}
