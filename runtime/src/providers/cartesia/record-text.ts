import { randomUUID } from 'node:crypto';
import type { tts } from '@livekit/agents';
import { createReplayableText } from './replayable-text.ts';
import { speakText } from './speak-text.ts';
import type { VoiceConnection } from './voice-connection.ts';

const BYTES_PER_SAMPLE = 2;

/**
 * Speaks a text that nobody waits for: nothing is retried, and a failure is not an event of the voice, which the call
 * would apologise for. What it costs is counted as any speech.
 *
 * @returns 16-bit little-endian PCM.
 * @throws APIError when Cartesia fails; the signal's reason when it is aborted.
 */
export async function recordText(
	text: string,
	options: {
		voice: tts.TTS;
		connection: VoiceConnection;
		request: Record<string, unknown>;
		signal: AbortSignal;
	},
): Promise<Buffer> {
	const { voice, signal } = options;
	const words = createReplayableText();
	words.end(text);
	const sound: Buffer[] = [];
	let startedAt: number | undefined;
	let firstSoundAt: number | undefined;
	let requestId = '';
	const now = (): number => performance.now();
	try {
		await speakText({
			...{ text: words, connection: options.connection, request: options.request, signal, now },
			createContextId: () => (requestId = randomUUID()),
			onStart: () => (startedAt = now()),
			onSound(pcm) {
				firstSoundAt ??= now();
				sound.push(pcm);
			},
		});
		return Buffer.concat(sound);
	} finally {
		if (startedAt !== undefined) {
			const samples = sound.reduce((sum, { length }) => sum + length, 0) / BYTES_PER_SAMPLE;
			voice.emit('metrics_collected', {
				type: 'tts_metrics',
				timestamp: Date.now(),
				requestId,
				ttfbMs: firstSoundAt === undefined ? -1 : Math.round(firstSoundAt - startedAt),
				durationMs: Math.round(now() - startedAt),
				audioDurationMs: Math.round((samples / voice.sampleRate) * 1000),
				charactersCount: text.length,
				cancelled: signal.aborted,
				label: voice.label,
				streamed: true,
				metadata: { modelProvider: voice.provider, modelName: voice.model },
			});
		}
	}
}
