import { randomUUID } from 'node:crypto';
import type { Credential, WorkflowFile } from '../src/launch/n8n-workflows.ts';

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
	return {
		name: `Start with ${credential.name}`,
		nodes: [
			{
				id: 'webhook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				parameters: { httpMethod: 'POST', path, responseMode: 'lastNode' },
				webhookId: randomUUID(),
			},
			{
				id: 'start',
				name: 'Start Voice Agent',
				type: `${PACKAGE}.startVoiceAgent`,
				typeVersion: 1,
				position: [320, 0],
				parameters: { instructions: 'You are Ava.', greeting: 'Hello.' },
				credentials: { voiceAgentRuntimeApi: credential },
			},
		],
		connections: { Webhook: { main: [[{ node: 'Start Voice Agent', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
