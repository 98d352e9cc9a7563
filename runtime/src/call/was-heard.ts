import { voice } from '@livekit/agents';

/** Waits for the end of a speech. @returns false when the caller cut it off before anything of it was heard. */
export async function wasHeard(
	session: voice.AgentSession,
	speech: voice.SpeechHandle,
): Promise<boolean> {
	const states = new Set<string>();
	const watch = ({ newState }: voice.AgentStateChangedEvent): void => void states.add(newState);
	session.on(voice.AgentSessionEventTypes.AgentStateChanged, watch);
	try {
		await speech.waitForPlayout();
	} finally {
		session.off(voice.AgentSessionEventTypes.AgentStateChanged, watch);
	}
	return states.has('speaking') || !speech.interrupted;
}
