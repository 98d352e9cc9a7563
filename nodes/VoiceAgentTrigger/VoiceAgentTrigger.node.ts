import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { isRegistered, register, unregister } from '../shared/registration';
import { runtimeTest } from '../shared/runtimeTest';
import { answerToolCall } from './answerToolCall';
import { properties } from './properties';
import { buildRegistration, registrationPath } from './registration';

export class VoiceAgentTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Voice Agent Trigger',
		name: 'voiceAgentTrigger',
		icon: {
			light: 'file:../../icons/voiceAgentTrigger.svg',
			dark: 'file:../../icons/voiceAgentTrigger.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["toolName"] }}',
		description: 'Makes the workflow a tool that a voice agent uses during a call',
		eventTriggerDescription: 'Waiting for a voice agent to use this tool',
		activationMessage:
			'Voice agents can use this tool now. If it does not show up in a call, look at the Voice Agent Runtime credential.',
		defaults: { name: 'Voice Agent Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'voiceAgentRuntimeApi', required: true, testedBy: 'runtimeTest' }],
		triggerPanel: {
			header: 'Use the tool in a call',
			executionsHelp: {
				inactive:
					'While you listen, the next call of the tool comes here and nothing that is published changes. Then talk to your agent and ask for something that needs this tool.',
				active:
					'While you listen, the next call of the tool comes here instead of to the published workflow. All others run in the background; see the executions list.',
			},
			activationHint:
				'Publish the workflow, and every voice agent of the runtime can use this tool from its next turn on.',
		},
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'voice-agent-tool',
				responseMode:
					'={{ { lastNode: "lastNode", respondNode: "responseNode", immediately: "onReceived" }[$parameter["respond"]] }}',
				// Not the first item only: a search has several, and none at all is an empty list and not an error.
				responseData: 'allEntries',
				ndvHideUrl: true,
				ndvHideMethod: true,
			},
		],
		properties,
	};

	methods = { credentialTest: { runtimeTest } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered.call(this, registrationPath(this), await buildRegistration(this));
			},

			async create(this: IHookFunctions): Promise<boolean> {
				await register.call(this, registrationPath(this), await buildRegistration(this));
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				await unregister.call(this, registrationPath(this));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerToolCall.call(this);
	}
}
