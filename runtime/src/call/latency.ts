import type { llm } from '@livekit/agents';
import type { TurnLatency } from '../../../contract/session.ts';

/** The framework's per-message measurements, in seconds. */
type Metrics = NonNullable<llm.ChatMessage['metrics']>;

/**
 * Where the time of one answer went.
 *
 * @param user Metrics of the caller's message.
 * @param agent Metrics of the answer's first spoken message.
 * @returns undefined when the message answers no speech, as a greeting does.
 */
export function turnLatency(user: Metrics | undefined, agent: Metrics): TurnLatency | undefined {
	if (agent.e2eLatency === undefined || user?.stoppedSpeakingAt === undefined) return undefined;
	const latency: TurnLatency = {
		at: new Date(user.stoppedSpeakingAt * 1000).toISOString(),
		totalMs: toMs(agent.e2eLatency),
	};
	if (user.transcriptionDelay !== undefined) {
		latency.transcriptMs = toMs(user.transcriptionDelay);
		if (user.endOfTurnDelay !== undefined) {
			// The framework's delay includes the wait for the transcript.
			latency.endpointingMs = toMs(Math.max(0, user.endOfTurnDelay - user.transcriptionDelay));
		}
	}
	if (agent.llmNodeTtft !== undefined) latency.llmFirstTokenMs = toMs(agent.llmNodeTtft);
	if (agent.ttsNodeTtfb !== undefined) latency.ttsFirstByteMs = toMs(agent.ttsNodeTtfb);
	return latency;
}

const toMs = (seconds: number): number => Math.round(seconds * 1000);
