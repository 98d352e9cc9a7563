import type { INodePropertyOptions } from 'n8n-workflow';
import { DELIVERED_EVENT_TYPES, type DeliveredEventType } from '../../contract/event-type';

/** What the editor calls each kind of event; longer names are cut at the node's outputs. */
export const eventKinds: Record<DeliveredEventType, { name: string; description: string }> = {
	'session.started': {
		name: 'Call Started',
		description: 'The caller is there and the conversation begins',
	},
	'participant.joined': {
		name: 'Room Joined',
		description: 'The caller came into the room, or another person with a token of your own',
	},
	'user.turn': { name: 'Caller Spoke', description: 'One turn of the caller, as text' },
	'agent.turn': { name: 'Agent Spoke', description: 'One turn of the agent, as text' },
	'tool.called': {
		name: 'Tool Called',
		description:
			'A tool has answered, failed or was refused; a late result comes as a second event',
	},
	'participant.left': {
		name: 'Room Left',
		description: 'Another person left the room; when the caller does, the call ends',
	},
	'session.ended': {
		name: 'Call Ended',
		description: 'With the report: transcript, tool calls, duration, latency, cost',
	},
	'session.failed': {
		name: 'Call Failed',
		description: 'Ended by a fault, such as a restart of the runtime; with the report up to then',
	},
};

/** The kinds for a multi-select, in the order in which they happen. */
export const eventKindOptions: INodePropertyOptions[] = DELIVERED_EVENT_TYPES.map((value) => ({
	value,
	...eventKinds[value],
}));

/** The chosen kinds in the order of the outputs, which does not depend on the order of the clicks. */
export const chosenKinds = (chosen: readonly string[]): DeliveredEventType[] =>
	DELIVERED_EVENT_TYPES.filter((type) => chosen.includes(type));
