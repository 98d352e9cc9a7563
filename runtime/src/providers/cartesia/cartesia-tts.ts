import type { tts } from '@livekit/agents';
import { TTS } from '@livekit/agents-plugin-cartesia';
import type { Config } from '../../config.ts';
import { CartesiaTts } from './own-tts.ts';

const SAMPLE_RATE = 24_000;

/** Text to speech with Cartesia's WebSocket API, 24 kHz mono, over our own transport or the framework's plugin. */
export function createCartesiaTts(
	config: Config['cartesia'],
	session: { /** BCP 47. */ language: string; voice?: string },
): tts.TTS & { prewarm(): void } {
	const voice = session.voice ?? config.voice;
	// Cartesia knows languages, not regions.
	const language = session.language.split('-')[0] ?? session.language;
	if (config.transport === 'own') {
		return new CartesiaTts({ ...config, voice }, { language, sampleRate: SAMPLE_RATE });
	}
	return new TTS({
		apiKey: config.apiKey,
		model: config.model,
		voice,
		baseUrl: config.baseUrl,
		language,
		sampleRate: SAMPLE_RATE,
		// Word times would make the transcript wait for the audio, and an interruption during synthesis then stalls
		// the next answer for four seconds.
		wordTimestamps: false,
	});
}
