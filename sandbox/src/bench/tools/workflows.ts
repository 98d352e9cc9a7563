import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowFile, WorkflowNode } from '../../launch/n8n-workflows.ts';
import { LOOKUP_TOOL } from '../../scenario/benchmark.ts';

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
): WorkflowNode => ({
	...{ id: randomUUID(), name, type, typeVersion, parameters },
	position: [0, 0],
	webhookId: randomUUID(),
});

/** n8n's own node that sets one field, behind both triggers alike. */
const answer = () =>
	node('Answer', 'n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: [{ id: 'result', name: 'result', value: 'It is in room nine.', type: 'string' }],
		},
	});

const workflow = (name: string, nodes: WorkflowNode[]): WorkflowFile => ({
	name,
	nodes,
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [
				nodes[index]?.name ?? '',
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
	),
	settings: { executionOrder: 'v1' },
});

const trigger = (toolName: string, credential: Credential) => ({
	...node('Voice Agent Trigger', 'n8n-nodes-livekit-voice-agent.voiceAgentTrigger', 1, {
		...{ toolName, toolDescription: 'Looks something up.', sideEffect: false },
		parameters: { parameter: [{ name: 'query', type: 'string', required: true }] },
	}),
	credentials: { voiceAgentRuntimeApi: { id: credential.id, name: credential.name } },
});

/** Voice Agent Trigger, one Set node, answer of the last node. */
export const signedWorkflow = (toolName: string, credential: Credential): WorkflowFile =>
	workflow('Benchmark: signed tool', [trigger(toolName, credential), answer()]);

/** n8n's Webhook node, which checks no signature, and the same Set node. */
export const webhookWorkflow = (path: string): WorkflowFile =>
	workflow('Benchmark: Webhook node', [
		node('Webhook', 'n8n-nodes-base.webhook', 2, {
			...{ httpMethod: 'POST', path, responseMode: 'lastNode' },
		}),
		answer(),
	]);

/** A tool whose work is one request to a service. */
export const lookupWorkflow = (serviceUrl: string, credential: Credential): WorkflowFile =>
	workflow('Benchmark: tool with a service', [
		trigger(LOOKUP_TOOL, credential),
		node('Service', 'n8n-nodes-base.httpRequest', 4.2, { url: serviceUrl, options: {} }),
		answer(),
	]);
