import type { llm } from '@livekit/agents';
import type { TurnLatency } from '../../../contract/session.ts';

/** The framework's per-message measurements, in seconds. */
type Metrics = NonNullable<llm.ChatMessage['metrics']>;

/**
 * Where the time of one answer went.
 *
 * @param turns - Metrics of the caller's messages. An interrupted answer is reported only after the turn that
 * interrupted it, so the last one is not always the one that was answered.
 * @param agent - Metrics of the answer's first spoken message.
 * @returns undefined when the message answers no speech, as a greeting does.
 */
export function turnLatency(turns: readonly Metrics[], agent: Metrics): TurnLatency | undefined {
	if (agent.e2eLatency === undefined || agent.startedSpeakingAt === undefined) return undefined;
	const stoppedSpeakingAt = agent.startedSpeakingAt - agent.e2eLatency;
	const user = turns.find(
		(turn) => Math.abs((turn.stoppedSpeakingAt ?? -1) - stoppedSpeakingAt) < SAME_MOMENT_SECONDS,
	);
	const latency: TurnLatency = {
		at: new Date(stoppedSpeakingAt * 1000).toISOString(),
		totalMs: toMs(agent.e2eLatency),
	};
	if (user?.transcriptionDelay !== undefined) {
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

/** The framework computes in fractions of seconds. */
const SAME_MOMENT_SECONDS = 0.002;

const toMs = (seconds: number): number => Math.round(seconds * 1000);
