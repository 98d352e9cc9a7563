import {
	NodeApiError,
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type JsonObject,
} from 'n8n-workflow';
import { runtimeRequest } from '../shared/runtimeRequest';
import { runtimeTest } from '../shared/runtimeTest';
import { buildRequest } from './buildRequest';
import { getTools } from './getTools';
import { properties } from './properties';

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
		properties,
	};

	methods = { loadOptions: { getTools }, credentialTest: { runtimeTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
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
		return [results];
	}
}
