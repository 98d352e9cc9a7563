import type { INode, INodeParameters } from 'n8n-workflow';
import { PACKAGE_NAME, PASS_THROUGH } from './package';

const RUNTIME = { voiceAgentRuntimeApi: { id: 'runtime', name: 'Runtime' } };
const LIVEKIT = { liveKitApi: { id: 'livekit', name: 'LiveKit' } };

const node = (name: string, type: string, parameters: INodeParameters): INode => ({
	id: `node-${name.toLowerCase()}`,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

export const trigger = (parameters: INodeParameters = {}): INode => ({
	...node('Trigger', `${PACKAGE_NAME}.voiceAgentTrigger`, {
		toolName: 'send_email',
		toolDescription: 'Sends an email.',
		...parameters,
	}),
	webhookId: '5f1b1c1e-0000-4000-8000-000000000001',
	credentials: RUNTIME,
});

export const eventTrigger = (parameters: INodeParameters = {}): INode => ({
	...node('Events', `${PACKAGE_NAME}.voiceAgentEventTrigger`, parameters),
	webhookId: '5f1b1c1e-0000-4000-8000-000000000002',
	credentials: RUNTIME,
});

export const respond = (parameters: INodeParameters = {}): INode =>
	node('Respond', `${PACKAGE_NAME}.voiceAgentRespond`, parameters);

export const start = (parameters: INodeParameters = {}): INode => ({
	...node('Start', `${PACKAGE_NAME}.startVoiceAgent`, parameters),
	credentials: RUNTIME,
});

export const session = (parameters: INodeParameters = {}): INode => ({
	...node('Session', `${PACKAGE_NAME}.voiceAgentSession`, parameters),
	credentials: RUNTIME,
});

export const token = (parameters: INodeParameters = {}): INode => ({
	...node('Token', `${PACKAGE_NAME}.liveKitToken`, parameters),
	credentials: LIVEKIT,
});

export const passThrough = (name: string, parameters: INodeParameters = {}): INode =>
	node(name, PASS_THROUGH, parameters);
