/** The kinds of events that n8n can be told of, in the order in which they usually come. */
export const DELIVERED_EVENT_TYPES = [
	'session.started',
	'participant.joined',
	'user.turn',
	'agent.turn',
	'tool.called',
	'participant.left',
	'session.ended',
	'session.failed',
] as const;
export type DeliveredEventType = (typeof DELIVERED_EVENT_TYPES)[number];
