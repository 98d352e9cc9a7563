import type { IExecuteFunctions } from 'n8n-workflow';
import type { ReplyChannel } from '../shared/replyChannel';
import { readSentence } from './buildAnswer';
import { postUpdate } from './postUpdate';

/**
 * Lets the agent say a sentence while the workflow goes on. A sentence on the way is not worth a failed workflow, so
 * whatever keeps it from being spoken is a hint at the node's output.
 *
 * @param channel Absent when the trigger's data is pinned.
 * @throws NodeOperationError when the sentence is empty.
 */
export async function reportProgress(
	context: IExecuteFunctions,
	channel: ReplyChannel | undefined,
): Promise<void> {
	const say = readSentence(context, 'progress', 'The sentence');
	const notSpoken = (reason: string): void => {
		context.addExecutionHints({
			message: `The sentence was not spoken. ${reason}`,
			type: 'warning',
			location: 'outputPane',
		});
	};
	if (!channel) return notSpoken('No call waits, because the data of the trigger is not from one.');
	try {
		const refusal = await postUpdate(context, channel, { status: 'PROGRESS', say });
		if (refusal !== undefined) notSpoken(refusal);
	} catch (error) {
		context.logger.warn('The voice agent runtime cannot be reached', { error });
		notSpoken('Check that n8n can open the PUBLIC_URL of the runtime.');
	}
}
