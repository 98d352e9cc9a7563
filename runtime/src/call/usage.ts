import type { voice } from '@livekit/agents';
import type { SessionUsage } from '../../../contract/session.ts';

/** Adds up what the providers were asked for, over all models of a session. */
export function sessionUsage({ modelUsage }: voice.AgentSessionUsage): SessionUsage {
	const total: SessionUsage = {
		sttAudioMs: 0,
		llmInputTokens: 0,
		llmCachedInputTokens: 0,
		llmOutputTokens: 0,
		ttsCharacters: 0,
	};
	for (const usage of modelUsage) {
		switch (usage.type) {
			case 'stt_usage':
				total.sttAudioMs += usage.audioDurationMs ?? 0;
				break;
			case 'llm_usage':
				total.llmInputTokens += usage.inputTokens ?? 0;
				total.llmCachedInputTokens += usage.inputCachedTokens ?? 0;
				total.llmOutputTokens += usage.outputTokens ?? 0;
				break;
			case 'tts_usage':
				total.ttsCharacters += usage.charactersCount ?? 0;
				break;
			default:
				// Nothing that a provider charges for.
				break;
		}
	}
	return total;
}
