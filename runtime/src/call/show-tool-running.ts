import { log } from '@livekit/agents';
import type { Room } from '@livekit/rtc-node';

/**
 * Tells the caller's client, as an attribute of the agent, that a tool runs. Between two fillers the framework's own
 * `lk.agent.state` is `listening`, and a page that shows only that looks as if nothing happened.
 */
export function showToolRunning(room: Pick<Room, 'localParticipant'>, running: boolean): void {
	room.localParticipant
		?.setAttributes({ 'voice_agent.tool_running': running ? 'true' : '' })
		.catch((error: unknown) => log().debug({ error }, 'the running tool is not shown'));
}
