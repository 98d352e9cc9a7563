import {
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { DELIVERED_EVENT_TYPES } from '../../contract/event-type';
import { eventKinds } from '../shared/eventKinds';
import { isRegistered, register, unregister } from '../shared/registration';
import { runtimeTest } from '../shared/runtimeTest';
import { emitEvent } from './emitEvent';
import { properties } from './properties';
import { receiveEvent } from './receiveEvent';
import { buildSubscription, isAskedPerCall, subscriptionPath } from './subscription';

const outputs = DELIVERED_EVENT_TYPES.map((type) => ({
	type: 'main',
	event: type,
	displayName: eventKinds[type].name,
}));

export class VoiceAgentEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Voice Agent Event Trigger',
		name: 'voiceAgentEventTrigger',
		icon: {
			light: 'file:../../icons/voiceAgentEventTrigger.svg',
			dark: 'file:../../icons/voiceAgentEventTrigger.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " kinds of events" }}',
		description: 'Starts the workflow when something happens in a call, such as its end',
		eventTriggerDescription: 'Waiting for something to happen in a call',
		activationMessage: 'From now on the chosen events start this workflow.',
		defaults: { name: 'Voice Agent Event Trigger' },
		inputs: [],
		outputs: `={{ ${JSON.stringify(outputs)}.filter((output) => $parameter["events"].includes(output.event)).map(({ type, displayName }) => ({ type, displayName })) }}`,
		credentials: [{ name: 'voiceAgentRuntimeApi', required: true, testedBy: 'runtimeTest' }],
		triggerPanel: {
			header: 'Make something happen in a call',
			executionsHelp: {
				inactive:
					'While you listen, the next event of a chosen kind comes here and nothing that is published changes. Start a call and talk to your agent, or end a call.',
				active:
					'While you listen, the next event of a chosen kind comes here too; the published workflow gets it all the same. See the executions list.',
			},
			activationHint: 'Publish the workflow, and it starts for the chosen events from then on.',
		},
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'voice-agent-events',
				// The runtime delivers the next event of the call as soon as this one is accepted.
				responseMode: 'onReceived',
				// Without it n8n answers with the name of its default.
				responseData: 'noData',
				ndvHideUrl: '={{ $parameter["calls"] !== "subscribed" }}',
				ndvHideMethod: true,
			},
		],
		properties,
	};

	methods = { credentialTest: { runtimeTest } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const subscription = await buildSubscription(this);
				if (isAskedPerCall(this, subscription)) return false;
				return await isRegistered.call(this, subscriptionPath(this), subscription);
			},

			async create(this: IHookFunctions): Promise<boolean> {
				const subscription = await buildSubscription(this);
				if (isAskedPerCall(this, subscription)) {
					// It may have asked for every call until now.
					await unregister.call(this, subscriptionPath(this));
				} else {
					await register.call(this, subscriptionPath(this), subscription);
				}
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				await unregister.call(this, subscriptionPath(this));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveEvent.call(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await emitEvent.call(this);
	}
}
