import { stt } from '@livekit/agents';
import { isAcknowledgement } from './acknowledgement.ts';
import { isUnfinished } from './unfinished.ts';

const { INTERIM_TRANSCRIPT, PREFLIGHT_TRANSCRIPT, FINAL_TRANSCRIPT } = stt.SpeechEventType;
const TRANSCRIPTS: readonly stt.SpeechEventType[] = [
	INTERIM_TRANSCRIPT,
	PREFLIGHT_TRANSCRIPT,
	FINAL_TRANSCRIPT,
];

/** Whether what the recogniser tells is to reach the agent. */
export function isWorthHearing(event: stt.SpeechEvent, agentSpeaks: boolean): boolean {
	const [best] = event.alternatives ?? [];
	if (!best || !TRANSCRIPTS.includes(event.type)) return true;
	// An "mhm" over the agent's words says that it may go on.
	if (agentSpeaks && isAcknowledgement(best.text)) return false;
	// An answer to "a table for" would be thrown away when the last word arrives.
	return event.type !== PREFLIGHT_TRANSCRIPT || !isUnfinished(best.text, best.language);
}
