import type { SessionRecord, SessionUsage } from '../../../contract/session.ts';

/** List prices in US dollars as of 2026-11-23; a contract with a provider may say otherwise. */
const USD_PER_MINUTE_OF_SPEECH: Record<string, number> = {
	'nova-3': 0.0048,
	'flux-general-en': 0.0065,
	'flux-general-multi': 0.0078,
};
const USD_PER_MILLION_TOKENS: Record<string, { input: number; cached: number; output: number }> = {
	'openai/gpt-oss-20b': { input: 0.075, cached: 0.0375, output: 0.3 },
	'openai/gpt-oss-120b': { input: 0.15, cached: 0.075, output: 0.6 },
};
const USD_PER_MILLION_CHARACTERS: Record<string, number> = { 'sonic-3': 50, 'sonic-3.5': 50 };

/** The models that a session used. */
export interface UsedModels {
	stt: string;
	llm: string;
	tts: string;
}

/** Prices usage; a model without a known price counts as the dearest known one, so that a figure is never too low. */
export function priceUsage(usage: SessionUsage, models: UsedModels): SessionRecord['cost'] {
	const stt = USD_PER_MINUTE_OF_SPEECH[models.stt] ?? dearest(USD_PER_MINUTE_OF_SPEECH);
	const llm = USD_PER_MILLION_TOKENS[models.llm] ?? {
		input: 0.15,
		cached: 0.075,
		output: 0.6,
	};
	const tts = USD_PER_MILLION_CHARACTERS[models.tts] ?? dearest(USD_PER_MILLION_CHARACTERS);

	const freshTokens = Math.max(0, usage.llmInputTokens - usage.llmCachedInputTokens);
	const sttUsd = (usage.sttAudioMs / 60_000) * stt;
	const llmUsd =
		(freshTokens * llm.input +
			usage.llmCachedInputTokens * llm.cached +
			usage.llmOutputTokens * llm.output) /
		1_000_000;
	const ttsUsd = (usage.ttsCharacters / 1_000_000) * tts;
	return {
		totalUsd: round(sttUsd + llmUsd + ttsUsd),
		sttUsd: round(sttUsd),
		llmUsd: round(llmUsd),
		ttsUsd: round(ttsUsd),
	};
}

const dearest = (prices: Record<string, number>): number => Math.max(...Object.values(prices));

/** To a millionth of a dollar. */
const round = (usd: number): number => Math.round(usd * 1_000_000) / 1_000_000;
