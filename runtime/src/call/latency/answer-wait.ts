import type { llm } from '@livekit/agents';

/** The framework's per-message measurements, in seconds. */
type Metrics = NonNullable<llm.ChatMessage['metrics']>;

/**
 * Adds the end-to-end latency that the framework measures only for what its model says: a sentence that a workflow
 * wants spoken word for word answers the caller too.
 *
 * @param asked - The caller's latest turn, unless it has an answer already.
 */
export function withWait(agent: Metrics, asked: Metrics | undefined): Metrics {
	if (agent.e2eLatency !== undefined) return agent;
	if (agent.startedSpeakingAt === undefined || asked?.stoppedSpeakingAt === undefined) return agent;
	const e2eLatency = agent.startedSpeakingAt - asked.stoppedSpeakingAt;
	// What began before was interrupted by that turn.
	return e2eLatency > 0 ? { ...agent, e2eLatency } : agent;
}
