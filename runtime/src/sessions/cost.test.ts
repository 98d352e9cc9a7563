import { priceUsage } from './cost.ts';

const usage = {
	sttAudioMs: 120_000,
	llmInputTokens: 2_000_000,
	llmCachedInputTokens: 1_000_000,
	llmOutputTokens: 1_000_000,
	ttsCharacters: 2000,
};

describe('the cost of a session', () => {
	it('prices minutes, tokens and characters, cached tokens at their own price', () => {
		expect(priceUsage(usage, { stt: 'nova-3', llm: 'openai/gpt-oss-20b', tts: 'sonic-3' })).toEqual(
			{ sttUsd: 0.0096, llmUsd: 0.4125, ttsUsd: 0.1, totalUsd: 0.5221 },
		);
	});

	it('is never too low for a model without a known price', () => {
		const unknown = priceUsage(usage, { stt: 'new', llm: 'new', tts: 'new' });
		expect(unknown).toMatchObject({ sttUsd: 0.0156, llmUsd: 0.825, ttsUsd: 0.1 });
	});
});
