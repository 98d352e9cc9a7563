import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { EventMessage } from '../../contract/delivery';
import { answerRequest, refuseRequest, refuseUnverified } from '../shared/answerRequest';
import { chosenKinds } from '../shared/eventKinds';
import { createSeenIds, wasSignedBeforeStart } from '../shared/seenIds';
import { verifyRequest } from '../shared/verifyRequest';

const REMEMBERED_EVENTS = 10_000;
const seenEvents = createSeenIds(REMEMBERED_EVENTS);

function parseEvent(body: Buffer): EventMessage | undefined {
	try {
		const message = JSON.parse(body.toString('utf8')) as Partial<EventMessage> | null;
		const complete =
			typeof message?.type === 'string' &&
			typeof message.sessionId === 'string' &&
			typeof message.at === 'string';
		return complete ? (message as EventMessage) : undefined;
	} catch {
		return undefined;
	}
}

/** The webhook of a Voice Agent Event Trigger: starts an execution for a genuine, fresh and new event of a chosen kind. */
export async function receiveEvent(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const now = Date.now();
	const verified = await verifyRequest.call(this, now);
	if ('problem' in verified) return refuseUnverified(this, verified.problem);
	const event = parseEvent(verified.body);
	if (!event) return refuseRequest(this, 400, 'invalid_request', 'The body is not an event.');

	const chosen = chosenKinds(this.getNodeParameter('events') as string[]);
	const output = chosen.indexOf(event.type);
	// The runtime was not told of a change yet. Accepted, so that it does not come again.
	if (output === -1) return answerRequest(this, 200, { received: false });

	const headers = this.getHeaderData();
	if (wasSignedBeforeStart(headers['webhook-timestamp'], now)) {
		return refuseRequest(
			this,
			503,
			'n8n_unreachable',
			'The event was signed before n8n started, so it may have come already. Sign it again.',
		);
	}
	const deliveryId = String(headers['webhook-id']);
	if (seenEvents.add(`${this.getWorkflow().id} ${this.getNode().id} ${deliveryId}`)) {
		return refuseRequest(this, 409, 'conflict', 'This event has already been received.');
	}
	const item: INodeExecutionData = { json: { ...event, deliveryId } as unknown as IDataObject };
	return { workflowData: chosen.map((_, index) => (index === output ? [item] : [])) };
}
