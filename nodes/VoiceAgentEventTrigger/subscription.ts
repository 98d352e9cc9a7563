import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import type { EventSubscription } from '../../contract/delivery';
import { chosenKinds } from '../shared/eventKinds';
import {
	currentSlot,
	registrationId,
	requireSigningSecret,
	requireWebhookUrl,
} from '../shared/registration';

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

/**
 * Whether the runtime is not to be told, because Start Voice Agent names the URL for the calls that are meant. While
 * somebody listens for a test event, any call will do.
 */
export const isAskedPerCall = (context: IHookFunctions, { slot }: EventSubscription): boolean =>
	slot === 'production' && context.getNodeParameter('calls', 'all') === 'subscribed';
