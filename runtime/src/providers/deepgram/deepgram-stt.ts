import type { stt } from '@livekit/agents';
import { STT } from '@livekit/agents-plugin-deepgram';
import type { Config } from '../../config.ts';
import { SAMPLE_RATE } from './listen-url.ts';
import { DeepgramStt } from './own-stt.ts';

/** Speech to text with Deepgram's streaming API, over our own transport or the framework's plugin. */
export function createDeepgramStt(
	config: Config['deepgram'],
	session: { /** BCP 47. */ language: string },
): stt.STT {
	if (config.transport === 'own') return new DeepgramStt(config, session.language);
	return new STT({
		apiKey: config.apiKey,
		model: config.model,
		baseUrl: config.baseUrl,
		language: session.language,
		sampleRate: SAMPLE_RATE,
	});
}
