import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { createToken } from './createToken';
import { liveKitTest } from './liveKitTest';
import { properties } from './properties';

export class LiveKitToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveKit Token',
		name: 'liveKitToken',
		icon: {
			light: 'file:../../icons/liveKitToken.svg',
			dark: 'file:../../icons/liveKitToken.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["room"] || "meeting_" + $parameter["sessionId"] }}',
		description: 'Create a token with which one person joins one LiveKit room',
		defaults: { name: 'LiveKit Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'liveKitApi', required: true, testedBy: 'liveKitTest' }],
		properties,
	};

	methods = { credentialTest: { liveKitTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
			try {
				const json = await createToken.call(this, itemIndex);
				results.push({ json, pairedItem: { item: itemIndex } });
			} catch (error) {
				if (!this.continueOnFail()) {
					throw new NodeOperationError(this.getNode(), error as Error, { itemIndex });
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
