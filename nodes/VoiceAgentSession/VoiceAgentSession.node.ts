import {
	NodeApiError,
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type JsonObject,
} from 'n8n-workflow';
import { runtimeTest } from '../shared/runtimeTest';
import { getSessions } from './getSessions';
import { operations } from './operations';
import { properties } from './properties';

export class VoiceAgentSession implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Voice Agent Session',
		name: 'voiceAgentSession',
		icon: {
			light: 'file:../../icons/voiceAgentSession.svg',
			dark: 'file:../../icons/voiceAgentSession.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle:
			'={{ { get: "Get a session", list: "Get many sessions", end: "End a call", say: "Say a text", instruct: "Instruct the agent", mute: "Mute the agent", unmute: "Unmute the agent" }[$parameter["operation"]] }}',
		description: 'Read what was said in calls, and speak into or end a running one',
		defaults: { name: 'Voice Agent Session' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'voiceAgentRuntimeApi', required: true, testedBy: 'runtimeTest' }],
		properties,
	};

	methods = { listSearch: { getSessions }, credentialTest: { runtimeTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				const operation = this.getNodeParameter('operation', itemIndex) as keyof typeof operations;
				for (const json of await operations[operation].call(this, itemIndex)) {
					results.push({ json, pairedItem: { item: itemIndex } });
				}
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
