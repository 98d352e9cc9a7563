import { inference } from '@livekit/agents';
import { STT } from '@livekit/agents-plugin-deepgram';
import { TTS } from '@livekit/agents-plugin-cartesia';
import { createGroqLlm } from '../../../../runtime/src/providers/groq/groq-llm.ts';

const MODEL = 'openai/gpt-oss-20b';

/** What a stock agent listens, thinks and speaks with: LiveKit's plugins with their defaults. */
export function stockProviders(env: Record<string, string | undefined>) {
	const need = (name: string): string => env[name] ?? '';
	const deepgram = env.DEEPGRAM_BASE_URL && { baseUrl: env.DEEPGRAM_BASE_URL };
	const cartesia = env.CARTESIA_BASE_URL && { baseUrl: env.CARTESIA_BASE_URL };
	return {
		stt: new STT({ apiKey: need('DEEPGRAM_API_KEY'), model: 'nova-3', ...deepgram }),
		// The starter's own class speaks to any compatible server, but its key is one of LiveKit Cloud: real Groq needs ours.
		llm:
			env.GROQ_API_KEY === 'simulated'
				? new inference.LLM({ model: MODEL, baseURL: `${need('GROQ_BASE_URL')}/openai/v1` })
				: createGroqLlm(
						{
							apiKey: need('GROQ_API_KEY'),
							model: MODEL,
							temperature: 0.7,
							maxTokens: 512,
							requestsAtOnce: 1,
							baseUrl: env.GROQ_BASE_URL ?? 'https://api.groq.com',
						},
						{},
					),
		tts: new TTS({ apiKey: need('CARTESIA_API_KEY'), model: 'sonic-3', ...cartesia }),
	};
}
