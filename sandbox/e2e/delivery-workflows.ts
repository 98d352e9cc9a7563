import { randomUUID } from 'node:crypto';
import { DELIVERED_EVENT_TYPES } from '../../contract/event-type.ts';
import type { WorkflowFile } from '../src/launch/n8n-workflows.ts';
import type { CredentialReference } from './voice-workflow.ts';

const PACKAGE = 'n8n-nodes-livekit-voice-agent';

/**
 * A workflow whose webhook starts one call for each entry of `calls`, sleeps until all of them are over, and then names for
 * each report the entry that it belongs to.
 */
export function waitingWorkflow(credential: CredentialReference, path: string): WorkflowFile {
	return {
		name: 'Wait for calls',
		nodes: [
			{
				...{ id: 'webhook', name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
				position: [0, 0],
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
				webhookId: randomUUID(),
			},
			{
				...{ id: 'calls', name: 'Calls', type: 'n8n-nodes-base.splitOut', typeVersion: 1 },
				position: [240, 0],
				parameters: { fieldToSplitOut: 'body.calls', options: {} },
			},
			{
				...{ id: 'start', name: 'Start Voice Agent', type: `${PACKAGE}.startVoiceAgent` },
				...{ typeVersion: 1, position: [480, 0] },
				parameters: {
					instructions: 'You are Ava.',
					greeting: 'Hello, this is Ava from the office. How can I help you?',
					sessionId: '={{ $json.sessionId }}',
					waitForEnd: true,
					answers: {
						answer: [
							{
								...{ name: 'question', type: 'string' },
								description: 'When the office is open, as it was asked',
							},
							{ ...{ name: 'recipient', type: 'options', options: 'John, Maria' } },
							{ ...{ name: 'phone', type: 'string' }, description: 'A telephone number' },
						],
					},
					summary: true,
					maxWaitMinutes: '={{ $json.maxWaitMinutes || 0 }}',
				},
				credentials: { voiceAgentRuntimeApi: credential },
			},
			{
				...{ id: 'after', name: 'After', type: 'n8n-nodes-base.set', typeVersion: 3.4 },
				position: [720, 0],
				parameters: {
					includeOtherFields: true,
					assignments: {
						assignments: [
							{
								...{ id: 'asked', name: 'asked', type: 'string' },
								value: "={{ $('Calls').item.json.sessionId }}",
							},
						],
					},
				},
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Calls', type: 'main', index: 0 }]] },
			Calls: { main: [[{ node: 'Start Voice Agent', type: 'main', index: 0 }]] },
			'Start Voice Agent': { main: [[{ node: 'After', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

/**
 * A workflow that starts with every kind of event.
 *
 * @param trigger - Its other parameters, and its webhook's ID where somebody must know it.
 */
export function eventWorkflow(
	credential: CredentialReference,
	trigger: { calls?: 'all' | 'subscribed'; webhookId?: string } = {},
): WorkflowFile {
	const { webhookId = randomUUID(), ...parameters } = trigger;
	return {
		name: 'Every event',
		nodes: [
			{
				...{ id: 'events', name: 'Events', type: `${PACKAGE}.voiceAgentEventTrigger` },
				...{ typeVersion: 1, position: [0, 0] },
				parameters: { events: [...DELIVERED_EVENT_TYPES], ...parameters },
				credentials: { voiceAgentRuntimeApi: credential },
				webhookId,
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	};
}
