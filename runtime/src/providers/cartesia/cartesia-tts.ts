import { TTS } from '@livekit/agents-plugin-cartesia';
import type { Config } from '../../config.ts';

/** Text to speech with Cartesia's WebSocket API, 24 kHz mono. */
export function createCartesiaTts(
	config: Config['cartesia'],
	session: { /** BCP 47. */ language: string; voice?: string },
): TTS {
	return new TTS({
		apiKey: config.apiKey,
		model: config.model,
		voice: session.voice ?? config.voice,
		baseUrl: config.baseUrl,
		// Cartesia knows languages, not regions.
		language: session.language.split('-')[0] ?? session.language,
		sampleRate: 24_000,
		// Word times would make the transcript wait for the audio, and an interruption during synthesis then stalls
		// the next answer for four seconds.
		wordTimestamps: false,
	});
}
