import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { findTrigger } from '../shared/replyChannel';
import { buildAnswer } from './buildAnswer';
import { deliverResult } from './deliverResult';
import { properties } from './properties';
import { reportProgress } from './reportProgress';

export class VoiceAgentRespond implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Voice Agent Respond',
		name: 'voiceAgentRespond',
		icon: {
			light: 'file:../../icons/voiceAgentRespond.svg',
			dark: 'file:../../icons/voiceAgentRespond.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle:
			'={{ { result: "Send a result", say: "Say a sentence", fail: "Report a failure", progress: "Report progress" }[$parameter["operation"]] }}',
		description: 'Answers the voice agent that started the workflow through a Voice Agent Trigger',
		defaults: { name: 'Voice Agent Respond' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const trigger = findTrigger(this);
		if (!trigger) {
			throw new NodeOperationError(
				this.getNode(),
				'No Voice Agent Trigger has started this workflow',
				{
					description:
						'Voice Agent Respond answers a tool call, so it must come after a Voice Agent Trigger in the same workflow.',
				},
			);
		}
		const { channel } = trigger;
		const passedOn = () =>
			this.getInputData().map((item, index) => ({ ...item, pairedItem: { item: index } }));
		if (this.getNodeParameter('operation', 0) === 'progress') {
			await reportProgress(this, channel);
			return [passedOn()];
		}
		const answer = buildAnswer(this);
		if (channel?.respond === 'lastNode') {
			// Nobody waits for this node in that mode; as the last one, its output is the answer.
			const pairedItem = this.getInputData().map((_, item) => ({ item }));
			return [[{ json: answer as IDataObject, pairedItem }]];
		}
		// After the deadline nobody holds the line any more, but the record of the call takes the result.
		const isLate = channel !== undefined && Date.parse(channel.deadline) <= Date.now();
		if (channel && (channel.respond === 'immediately' || isLate))
			await deliverResult(this, channel, answer);
		else await this.sendResponse({ body: answer as IDataObject, headers: {}, statusCode: 200 });
		return [passedOn()];
	}
}
