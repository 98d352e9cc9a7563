import { inference, type VAD } from '@livekit/agents';
import type { Config } from '../../config.ts';
import { importSileroPlugin } from './silero-plugin.ts';

/**
 * Silence after which speech has ended for the VAD. Whether the caller's turn is over too is decided later, from more
 * than silence.
 */
export const VAD_MIN_SILENCE_MS = 200;
/** Speech that makes a beginning; a click is shorter. */
export const VAD_MIN_SPEECH_MS = 50;
/** How often it judges: 512 samples at 16 kHz, for both implementations. */
export const VAD_WINDOW_MS = 32;

/**
 * Silero's voice activity detection, by default through LiveKit's built-in inference module: a third of the CPU and a
 * quarter of the memory of the plugin that brings its own onnxruntime.
 *
 * Loads the model, so it belongs into the prewarming of a call process.
 *
 * @throws VoiceAgentError `configuration_invalid` when the plugin is wanted and not installed.
 */
export async function createVad(vad: Config['vad']): Promise<VAD> {
	const options = { minSilenceDuration: VAD_MIN_SILENCE_MS, minSpeechDuration: VAD_MIN_SPEECH_MS };
	if (vad === 'built-in') return new inference.VAD(options);
	const plugin = await importSileroPlugin();
	return plugin.VAD.load(options);
}
