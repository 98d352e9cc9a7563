import { timingSafeEqual } from 'node:crypto';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import { sha256 } from './canonical-json.ts';

/**
 * The call that a workflow has something to say about.
 *
 * @throws VoiceAgentError `not_found`, or `unauthorized` when the token is not the one that was sent with the call.
 */
export async function authorisedCall(
	log: Pick<CallLog, 'find'>,
	callId: string,
	token: string,
): Promise<LoggedCall> {
	const call = await log.find(callId);
	if (!call) throw new VoiceAgentError('not_found', 'There is no tool call with this id.');
	const hash = call.reply_token_hash;
	if (hash === null || !timingSafeEqual(Buffer.from(sha256(token)), Buffer.from(hash))) {
		throw new VoiceAgentError('unauthorized', 'The token does not belong to this tool call.');
	}
	return call;
}
