/** What the caller's page says about the agent; `absent` while none is in the room. */
export type AgentPresence =
	'absent' | 'initializing' | 'idle' | 'listening' | 'thinking' | 'speaking';

const presences: readonly string[] = [
	'initializing',
	'idle',
	'listening',
	'thinking',
	'speaking',
] satisfies AgentPresence[];

/** LiveKit's `lk.agent.state`, except that an agent whose tool still runs is not just listening. */
export function presenceOf(attributes: Readonly<Record<string, string>>): AgentPresence {
	const state = attributes['lk.agent.state'] ?? '';
	if (!presences.includes(state)) return 'initializing';
	if (state === 'listening' && attributes['voice_agent.tool_running'] === 'true') return 'thinking';
	return state as AgentPresence;
}
