import type { stt } from '@livekit/agents';
import { STT } from '@livekit/agents-plugin-deepgram';
import type { Config } from '../../config.ts';

/** Speech to text with Deepgram's streaming API. */
export function createDeepgramStt(
	config: Config['deepgram'],
	session: { /** BCP 47. */ language: string },
): stt.STT {
	return new STT({
		apiKey: config.apiKey,
		model: config.model,
		baseUrl: config.baseUrl,
		language: session.language,
		sampleRate: 16_000,
	});
}
