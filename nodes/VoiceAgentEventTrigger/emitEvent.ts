import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { chosenKinds } from '../shared/eventKinds';
import { messageKey } from '../shared/seenIds';
import { deliveriesInHand } from './deliveriesInHand';

/** How many n8n keeps of each trigger: far more than can be on their way when n8n stops. */
const RECORDED = 1000;

// n8n reads what it has recorded, adds to it and writes all of it: one after the other, or one of two would be lost.
let recording: Promise<unknown> = Promise.resolve();

/** Notes in n8n's database that an event has come. @returns false when it had. */
async function record(context: IExecuteFunctions, deliveryId: string): Promise<boolean> {
	const attempt = () =>
		context.helpers.checkProcessedAndRecord([deliveryId], 'node', {
			mode: 'entries',
			maxEntries: RECORDED,
		});
	// Of two processes that record the first event of a trigger at once, one fails.
	const recorded = recording.then(attempt).catch(attempt);
	recording = recorded.catch(() => undefined);
	return (await recorded).new.length > 0;
}

/**
 * The beginning of an execution: lets the event out through the output of its kind, unless an earlier execution did. n8n
 * may run a workflow and stop before it has answered, and then the event is delivered again; its webhook cannot know that,
 * because only an execution reaches what n8n keeps.
 */
export async function emitEvent(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const [item] = this.getInputData();
	const { type, deliveryId } = item!.json as { type: string; deliveryId: string };
	// Whoever listens for a test event or runs an execution again wants it to run.
	const isNew = this.getMode() !== 'webhook' || (await record(this, deliveryId));
	deliveriesInHand.started(messageKey(this, deliveryId));
	const chosen: string[] = chosenKinds(this.getNodeParameter('events', 0) as string[]);
	return chosen.map((kind) => (isNew && kind === type ? [item!] : []));
}
