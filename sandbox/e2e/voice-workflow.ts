import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowFile, WorkflowNode } from '../src/launch/n8n-workflows.ts';

const PACKAGE = 'n8n-nodes-livekit-voice-agent';

/** A credential as a node refers to it. */
export type CredentialReference = Pick<Credential, 'id' | 'name'>;

/**
 * A workflow whose Voice Agent Trigger makes it the tool `query_database` of the scenario, without a confirmation, and
 * that answers with a sentence.
 */
export function searchTool(options: {
	credential: CredentialReference;
	answer: string;
	name?: string;
}): WorkflowFile {
	const { credential, answer, name = 'Search with a trigger' } = options;
	return {
		name,
		nodes: [
			{
				id: 'trigger',
				name: 'Voice Agent Trigger',
				type: `${PACKAGE}.voiceAgentTrigger`,
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					toolName: 'query_database',
					toolDescription: 'Searches the archive.',
					parameters: {
						parameter: [
							{ name: 'query', type: 'string', required: true },
							{ name: 'max_results', type: 'integer', required: false },
						],
					},
					sideEffect: false,
				},
				credentials: { voiceAgentRuntimeApi: credential },
				webhookId: randomUUID(),
			},
			{
				id: 'answer',
				name: 'Answer',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [320, 0],
				parameters: {
					assignments: {
						assignments: [{ id: 'result', name: 'result', value: answer, type: 'string' }],
					},
				},
			},
		],
		connections: {
			'Voice Agent Trigger': { main: [[{ node: 'Answer', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
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
export function behindWebhook(
	path: string,
	node: Pick<WorkflowNode, 'name' | 'type' | 'parameters' | 'credentials'>,
): WorkflowFile {
	return {
		name: `${node.name} at ${path}`,
		nodes: [
			{
				id: 'webhook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				parameters: {
					...{ httpMethod: 'POST', path, responseMode: 'lastNode' },
					responseData: 'allEntries',
				},
				webhookId: randomUUID(),
			},
			{ id: 'node', typeVersion: 1, position: [320, 0], ...node },
		],
		connections: { Webhook: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
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
