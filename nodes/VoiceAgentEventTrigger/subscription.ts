import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import type { EventSubscription } from '../../contract/delivery';
import {
	currentSlot,
	registrationId,
	requireSigningSecret,
	requireWebhookUrl,
} from '../shared/registration';
import { chosenKinds } from './eventKinds';

export const subscriptionPath = (context: IHookFunctions): string =>
	`/v1/event-subscriptions/${registrationId(context)}`;

/**
 * What the published (or listening) trigger tells the runtime.
 *
 * @throws NodeOperationError when no kind is chosen or nothing could be verified, which stops publishing.
 */
export async function buildSubscription(context: IHookFunctions): Promise<EventSubscription> {
	const events = chosenKinds(context.getNodeParameter('events') as string[]);
	if (events.length === 0) {
		throw new NodeOperationError(context.getNode(), 'No event is chosen', {
			description: 'Choose at least one kind of event and publish again.',
		});
	}
	const url = requireWebhookUrl(context);
	await requireSigningSecret(context);
	const { id, name } = context.getWorkflow();
	const workflow = { id: String(id), name: name ?? '' };
	return { url, events, slot: currentSlot(context), workflow };
}
