import type { llm } from '@livekit/agents';
import type { TurnLatency } from '../../../../contract/session.ts';

/** The framework's per-message measurements, in seconds. */
type Metrics = NonNullable<llm.ChatMessage['metrics']>;

/** What was measured beside the framework; every instant in milliseconds since the epoch. */
export interface Measured {
	/** When the caller's last sound arrived, for a speech that ended at this instant for the framework. */
	lastSoundBefore(stoppedAt: number): number | undefined;
	/** When the first sound left, for speech whose first frame left at this instant. */
	firstSoundAfter(startedAt: number): number | undefined;
	/** Time in tools between two instants. */
	toolMsBetween(from: number, to: number): number;
	/** Both ways between caller and this process, as it was at this instant. */
	transportMsAt(at: number): number | undefined;
}

/**
 * Where the time of one answer went.
 *
 * @param turns - Metrics of the caller's messages. An interrupted answer is reported only after the turn that
 * interrupted it, so the last one is not always the one that was answered.
 * @param agent - Metrics of the answer's first spoken message.
 * @returns undefined when the message answers no speech, as a greeting does.
 */
export function turnLatency(
	turns: readonly Metrics[],
	agent: Metrics,
	measured: Measured,
): TurnLatency | undefined {
	if (agent.e2eLatency === undefined || agent.startedSpeakingAt === undefined) return undefined;
	const stoppedSpeakingAt = agent.startedSpeakingAt - agent.e2eLatency;
	const user = turns.find(
		(turn) => Math.abs((turn.stoppedSpeakingAt ?? -1) - stoppedSpeakingAt) < SAME_MOMENT_SECONDS,
	);
	const stoppedAt = stoppedSpeakingAt * 1000;
	const startedAt = agent.startedSpeakingAt * 1000;
	const lastSoundAt = measured.lastSoundBefore(stoppedAt) ?? stoppedAt;
	const firstSoundAt = measured.firstSoundAfter(startedAt) ?? startedAt;
	const toolMs = measured.toolMsBetween(lastSoundAt, firstSoundAt);
	const transportMs = measured.transportMsAt(startedAt);

	const latency: TurnLatency = {
		at: new Date(lastSoundAt).toISOString(),
		totalMs: Math.max(0, Math.round(firstSoundAt - lastSoundAt + (transportMs ?? 0))),
	};
	if (user?.transcriptionDelay !== undefined) {
		const tailMs = stoppedAt - lastSoundAt;
		latency.transcriptMs = Math.max(0, Math.round(toMs(user.transcriptionDelay) + tailMs));
		if (user.endOfTurnDelay !== undefined) {
			// The framework's delay includes the wait for the transcript.
			latency.endpointingMs = toMs(Math.max(0, user.endOfTurnDelay - user.transcriptionDelay));
		}
	}
	if (agent.llmNodeTtft !== undefined) latency.llmFirstTokenMs = toMs(agent.llmNodeTtft);
	if (agent.ttsNodeTtfb !== undefined) latency.ttsFirstByteMs = toMs(agent.ttsNodeTtfb);
	if (toolMs > 0) latency.toolMs = Math.round(toolMs);
	if (transportMs !== undefined) latency.transportMs = transportMs;
	return latency;
}

/** The framework computes in fractions of seconds. */
const SAME_MOMENT_SECONDS = 0.002;

const toMs = (seconds: number): number => Math.round(seconds * 1000);
