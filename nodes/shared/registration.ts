import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { parseSecrets } from '../../contract/signature';
import { RUNTIME_CREDENTIAL, runtimeRequest } from './runtimeRequest';

export type RegistrationSlot = 'production' | 'test';

/**
 * The same for a node of a workflow for ever. n8n calls no hook when it or the runtime restarts, so an id that the
 * runtime issues could be lost on either side; this one cannot.
 */
export const registrationId = (context: IHookFunctions): string =>
	encodeURIComponent(`${context.getWorkflow().id}_${context.getNode().id}`);

/**
 * Whether the hook runs for "Listen for test event". n8n ends listening with the same mode as unpublishing, so create()
 * leaves a note in the static data, of which n8n keeps one for listening and another for the published workflow.
 */
export function currentSlot(context: IHookFunctions): RegistrationSlot {
	const data = context.getWorkflowStaticData('node');
	if (context.getMode() === 'manual') return 'test';
	if (data.slot === 'test' || data.slot === 'production') return data.slot;
	return context.getNodeWebhookUrl('default')?.includes('/webhook-test/') ? 'test' : 'production';
}

/** @throws NodeOperationError when n8n has none, which stops publishing. */
export function requireWebhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url) return url;
	throw new NodeOperationError(context.getNode(), 'n8n gave this trigger no webhook URL', {
		description: 'Save the workflow and publish it again.',
	});
}

/** @throws NodeOperationError when no message could ever be verified, which stops publishing. */
export async function requireSigningSecret(context: IHookFunctions): Promise<void> {
	const { signingSecret } = await context.getCredentials<{ signingSecret?: string }>(
		RUNTIME_CREDENTIAL,
	);
	try {
		parseSecrets(signingSecret ?? '');
	} catch (error) {
		throw new NodeOperationError(context.getNode(), (error as Error).message, {
			description:
				"Copy the runtime's N8N_WEBHOOK_SECRET into the Voice Agent Runtime credential. Without it nothing that the runtime sends can be verified.",
		});
	}
}

/** What a trigger tells the runtime about itself, and where. */
interface Registered {
	slot: RegistrationSlot;
}

/** Whether the runtime knows the trigger exactly so; the order of keys in nested values counts as a difference. */
export async function isRegistered<Registration extends Registered>(
	this: IHookFunctions,
	path: string,
	wanted: Registration,
): Promise<boolean> {
	const known = (await runtimeRequest.call(this, {
		method: 'GET',
		path,
		query: { slot: wanted.slot },
		allowMissing: true,
	})) as Registration | undefined;
	if (known === undefined) return false;
	const keys = Object.keys(wanted) as (keyof Registration)[];
	return keys.every((key) => JSON.stringify(known[key]) === JSON.stringify(wanted[key]));
}

/** Registers the trigger, in place of what the runtime knew of it. */
export async function register(
	this: IHookFunctions,
	path: string,
	registration: Registered,
): Promise<void> {
	this.getWorkflowStaticData('node').slot = registration.slot;
	await runtimeRequest.call(this, { method: 'PUT', path, body: registration });
}

/** Removes what {@link register} registered; what is gone already is fine. */
export async function unregister(this: IHookFunctions, path: string): Promise<void> {
	const query = { slot: currentSlot(this) };
	await runtimeRequest.call(this, { method: 'DELETE', path, query, allowMissing: true });
	delete this.getWorkflowStaticData('node').slot;
}
