import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { EventMessage } from '../../contract/delivery';
import { answerRequest, refuseRequest, refuseUnverified } from '../shared/answerRequest';
import { chosenKinds } from '../shared/eventKinds';
import { messageKey } from '../shared/seenIds';
import { verifyRequest } from '../shared/verifyRequest';
import { deliveriesInHand } from './deliveriesInHand';

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

	// The runtime was not told of a change yet. Accepted, so that it does not come again.
	const chosen = chosenKinds(this.getNodeParameter('events') as string[]);
	if (!chosen.includes(event.type)) return answerRequest(this, 200, { received: false });

	const deliveryId = String(this.getHeaderData()['webhook-id']);
	const progress = deliveriesInHand.take(messageKey(this, deliveryId), now);
	if (progress === 'started') {
		return refuseRequest(this, 409, 'conflict', 'This event has already been received.');
	}
	if (progress === 'starting') {
		return refuseRequest(this, 503, 'n8n_unreachable', 'This event is still being received.');
	}
	return { workflowData: [[{ json: { ...event, deliveryId } as unknown as IDataObject }]] };
}
