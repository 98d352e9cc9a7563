import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ToolCallRequest } from '../../contract/tool-call';

/** Who answers the tool call: the last node, Voice Agent Respond, or the trigger at once with "pending". */
export type RespondMode = 'lastNode' | 'respondNode' | 'immediately';

/** What Voice Agent Trigger keeps beside its item for Voice Agent Respond. */
export interface ReplyChannel {
	callId: string;
	respond: RespondMode;
	replyTo: ToolCallRequest['replyTo'];
	/** ISO 8601; nobody waits for the answer after it. */
	deadline: string;
}

/** The Voice Agent Trigger above a node, and the way to answer it. */
export interface AnsweredTrigger {
	name: string;
	/** Absent when the trigger's data is pinned or made by hand, so that nobody waits for the answer. */
	channel?: ReplyChannel;
}

interface NodeOutput {
	isExecuted: boolean;
	first(): INodeExecutionData | undefined;
}

/** Finds the trigger that started this execution, however many nodes are in between; undefined when there is none. */
export function findTrigger(context: IExecuteFunctions): AnsweredTrigger | undefined {
	const output = context.getWorkflowDataProxy(0).$ as (name: string) => NodeOutput;
	const trigger = context
		.getParentNodes(context.getNode().name)
		.find(({ name, type }) => type.endsWith('.voiceAgentTrigger') && output(name).isExecuted);
	if (!trigger) return undefined;
	const channel = output(trigger.name).first()?.voiceAgent as ReplyChannel | undefined;
	return channel ? { name: trigger.name, channel } : { name: trigger.name };
}
