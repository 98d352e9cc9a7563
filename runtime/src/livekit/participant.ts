import type { ParticipantInfo } from 'livekit-server-sdk';

/** `ParticipantInfo_Kind.AGENT`, a value that livekit-server-sdk does not export. */
const AGENT_KIND = 4;

/** Whether LiveKit itself vouches that the participant is an agent; a caller's token cannot claim it. */
export function isAgent(participant: ParticipantInfo): boolean {
	const kind: number = participant.kind;
	return kind === AGENT_KIND;
}
