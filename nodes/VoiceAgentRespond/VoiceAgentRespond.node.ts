import {
	NodeApiError,
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type JsonObject,
} from 'n8n-workflow';
import type { LateToolResult } from '../../contract/tool-call';
import { findTrigger, type ReplyChannel } from '../shared/replyChannel';
import { buildAnswer } from './buildAnswer';
import { properties } from './properties';

const DELIVERY_TIMEOUT_MS = 15_000;

/** Sends the result of a call that was answered with "pending"; the token is good for this one call. */
async function deliver(
	context: IExecuteFunctions,
	{ replyTo }: ReplyChannel,
	answer: LateToolResult,
): Promise<void> {
	try {
		await context.helpers.httpRequest({
			method: 'POST',
			url: replyTo.url,
			headers: { Authorization: `Bearer ${replyTo.token}` },
			body: answer as IDataObject,
			json: true,
			timeout: DELIVERY_TIMEOUT_MS,
		});
	} catch (error) {
		throw new NodeApiError(context.getNode(), error as JsonObject, {
			message: 'The result did not reach the voice agent runtime',
			description:
				'Check that n8n can open the PUBLIC_URL of the runtime and that no other node has answered this call already.',
		});
	}
}

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
			'={{ { result: "Send a result", say: "Say a sentence", fail: "Report a failure" }[$parameter["operation"]] }}',
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
		const answer = buildAnswer(this);
		const { channel } = trigger;
		if (channel?.respond === 'lastNode') {
			// Nobody waits for this node in that mode; as the last one, its output is the answer.
			const pairedItem = this.getInputData().map((_, item) => ({ item }));
			return [[{ json: answer as IDataObject, pairedItem }]];
		}
		if (channel?.respond === 'immediately') await deliver(this, channel, answer);
		else await this.sendResponse({ body: answer as IDataObject, headers: {}, statusCode: 200 });
		return [this.getInputData().map((item, index) => ({ ...item, pairedItem: { item: index } }))];
	}
}
