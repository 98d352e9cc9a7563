import {
	NodeApiError,
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	type JsonObject,
} from 'n8n-workflow';
import { runtimeRequest } from '../shared/runtimeRequest';
import { runtimeTest } from '../shared/runtimeTest';
import { buildRequest } from './buildRequest';
import { getTools } from './getTools';
import { properties } from './properties';
import { resumeAtEnd } from './resumeAtEnd';
import { requireSleep, RESUME_PATH, sleepUntilEnd } from './sleepUntilEnd';

export class StartVoiceAgent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Start Voice Agent',
		name: 'startVoiceAgent',
		icon: {
			light: 'file:../../icons/startVoiceAgent.svg',
			dark: 'file:../../icons/startVoiceAgent.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["greeting"] }}',
		description:
			'Start a call with a voice agent. The talkUrl that comes back is the page on which one person talks to it.',
		defaults: { name: 'Start Voice Agent' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'voiceAgentRuntimeApi', required: true, testedBy: 'runtimeTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: RESUME_PATH,
				isFullPath: true,
				restartWebhook: true,
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties,
	};

	// n8n's rule for nodes with a webhook. A resume URL belongs to its execution, so there is nothing to register.
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => true,
			create: async (): Promise<boolean> => true,
			delete: async (): Promise<boolean> => true,
		},
	};

	methods = { loadOptions: { getTools }, credentialTest: { runtimeTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const waitForEnd = this.getNodeParameter('waitForEnd', 0, false) as boolean;
		if (waitForEnd) requireSleep(this);
		const results: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				const session = await runtimeRequest.call(this, {
					method: 'POST',
					path: '/v1/sessions',
					body: buildRequest(this, itemIndex),
					itemIndex,
				});
				results.push({ json: session as IDataObject, pairedItem: { item: itemIndex } });
			} catch (error) {
				if (!this.continueOnFail()) {
					throw new NodeApiError(this.getNode(), error as JsonObject, { itemIndex });
				}
				results.push({
					json: { error: (error as Error).message },
					pairedItem: { item: itemIndex },
				});
			}
		}
		if (waitForEnd) await sleepUntilEnd.call(this, results);
		return [results];
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeAtEnd.call(this);
	}
}
