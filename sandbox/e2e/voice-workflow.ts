import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowFile, WorkflowNode } from '../src/launch/n8n-workflows.ts';

const PACKAGE = 'n8n-nodes-livekit-voice-agent';

/** A credential as a node refers to it. */
export type CredentialReference = { id: string | null; name: Credential['name'] };

/** A node that is yet to be placed. */
export interface Step extends Pick<
	WorkflowNode,
	'name' | 'type' | 'parameters' | 'credentials' | 'webhookId'
> {
	typeVersion: number;
}

/** A workflow of nodes in a row. */
export function workflowOf(name: string, steps: readonly Step[]): WorkflowFile {
	const nodes = steps.map((step, index): WorkflowNode => ({
		...step,
		id: randomUUID(),
		position: [index * 320, 0],
	}));
	const links = nodes.slice(1).map((node, index) => {
		const link = { node: node.name, type: 'main', index: 0 };
		return [nodes[index]?.name, { main: [[link]] }] as const;
	});
	return {
		...{ name, nodes, connections: Object.fromEntries(links) },
		settings: { executionOrder: 'v1' },
	};
}

/** A workflow that is a tool: a Voice Agent Trigger with these parameters, and what follows. */
export function toolWorkflow(options: {
	credential: CredentialReference;
	/** Default: of the tool. */
	name?: string;
	trigger: { toolName: string; [parameter: string]: unknown };
	steps: readonly Step[];
}): WorkflowFile {
	const { credential, trigger, steps } = options;
	return workflowOf(options.name ?? trigger.toolName, [
		{
			name: 'Voice Agent Trigger',
			type: `${PACKAGE}.voiceAgentTrigger`,
			typeVersion: 1,
			parameters: {
				toolDescription: 'Searches the archive.',
				parameters: {
					parameter: [
						{ name: 'query', type: 'string', required: true },
						{ name: 'max_results', type: 'integer', required: false },
					],
				},
				sideEffect: false,
				...trigger,
			},
			credentials: { voiceAgentRuntimeApi: credential },
			webhookId: randomUUID(),
		},
		...steps,
	]);
}

/** Asks a service and goes on with its answer, however long that takes. */
export const askService = (url: string): Step => ({
	name: 'Ask the Service',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		...{ method: 'POST', url, sendBody: true, specifyBody: 'json' },
		jsonBody: '={{ JSON.stringify($json.parameters) }}',
		options: { timeout: 300_000 },
	},
});

/** Says to the agent what it shall know. */
export const respond = (parameters: Record<string, unknown>): Step => ({
	name: 'Voice Agent Respond',
	type: `${PACKAGE}.voiceAgentRespond`,
	typeVersion: 1,
	parameters,
});

/** One item with one field. */
export const setField = (name: string, value: string): Step => ({
	name: 'Answer',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: { assignments: [{ id: name, name, value, type: 'string' }] },
	},
});

/** A workflow that is the tool `query_database` of the scenario, without a confirmation, and that answers with a sentence. */
export function searchTool(options: {
	credential: CredentialReference;
	answer: string;
	name?: string;
}): WorkflowFile {
	const { credential, answer, name = 'Search with a trigger' } = options;
	return toolWorkflow({
		...{ credential, name, trigger: { toolName: 'query_database' } },
		steps: [setField('result', answer)],
	});
}

/** A workflow whose webhook starts a voice agent with this credential. */
export function startAgent(credential: CredentialReference, path: string): WorkflowFile {
	return behindWebhook(path, {
		name: 'Start Voice Agent',
		type: `${PACKAGE}.startVoiceAgent`,
		parameters: { instructions: 'You are Ava.', greeting: 'Hello.' },
		credentials: { voiceAgentRuntimeApi: credential },
	});
}

/** A workflow that runs one node for each POST to its webhook and answers with what the node gives. */
export function behindWebhook(path: string, node: Omit<Step, 'typeVersion'>): WorkflowFile {
	return workflowOf(`${node.name} at ${path}`, [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: {
				...{ httpMethod: 'POST', path, responseMode: 'lastNode' },
				responseData: 'allEntries',
			},
			webhookId: randomUUID(),
		},
		{ ...node, typeVersion: 1 },
	]);
}

/** A workflow that offers nodes of the package, as AI tools, to MCP clients at `/mcp/<path>`. */
export function nodesAsTools(
	path: string,
	options: Record<'bearer' | 'runtimeCredential' | 'liveKitCredential', CredentialReference>,
): WorkflowFile {
	const fromAi = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
	const chosen = { __rl: true, mode: 'id', value: fromAi('sessionId') };
	const credentials = { voiceAgentRuntimeApi: options.runtimeCredential };
	const session = { type: `${PACKAGE}.voiceAgentSessionTool`, credentials };
	const tools = [
		{
			...{ name: 'Create Token', type: `${PACKAGE}.liveKitTokenTool` },
			parameters: { sessionId: fromAi('sessionId') },
			credentials: { liveKitApi: options.liveKitCredential },
		},
		{
			...{ name: 'Start Call', type: `${PACKAGE}.startVoiceAgentTool`, credentials },
			parameters: { sessionId: fromAi('sessionId'), instructions: fromAi('instructions') },
		},
		{
			...{ ...session, name: 'Say' },
			parameters: {
				...{ descriptionType: 'auto', resource: 'agent', operation: 'say' },
				...{ sessionId: chosen, text: fromAi('text') },
			},
		},
		{
			...{ ...session, name: 'End Call' },
			parameters: {
				...{ descriptionType: 'auto', resource: 'session', operation: 'end' },
				sessionId: chosen,
			},
		},
	];
	return {
		name: `Nodes as tools at ${path}`,
		nodes: [
			{
				...{ id: 'mcp', name: 'MCP Server Trigger', typeVersion: 2, position: [0, 0] },
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				parameters: { authentication: 'bearerAuth', path },
				credentials: { httpBearerAuth: options.bearer },
				webhookId: randomUUID(),
			},
			...tools.map((tool, index) => ({
				...{ id: `tool-${index}`, typeVersion: 1, position: [200 * index, 240] },
				...tool,
			})),
		],
		connections: Object.fromEntries(
			tools.map(({ name }) => [
				name,
				{ ai_tool: [[{ node: 'MCP Server Trigger', type: 'ai_tool', index: 0 }]] },
			]),
		),
		settings: { executionOrder: 'v1' },
	};
}
