import { tts, type APIConnectOptions } from '@livekit/agents';
import type { Config } from '../../config.ts';
import { CartesiaRecording } from './cartesia-recording.ts';
import { CartesiaStream } from './cartesia-stream.ts';
import { recordText } from './record-text.ts';
import { createVoiceConnection, type VoiceConnection } from './voice-connection.ts';

/** The version of the API whose messages are spoken here. */
const API_VERSION = '2025-04-16';

/** Cartesia's WebSocket speech over a transport of our own. */
export class CartesiaTts extends tts.TTS {
	override label = 'cartesia.TTS';
	readonly #connection: VoiceConnection;
	readonly #request: Record<string, unknown>;
	readonly #model: string;

	constructor(
		config: Config['cartesia'],
		options: {
			/** As Cartesia knows it, without a region. */ language: string;
			sampleRate: number;
		},
	) {
		// Word times would make the transcript wait for the audio.
		super(options.sampleRate, 1, { streaming: true, alignedTranscript: false });
		this.#model = config.model;
		this.#connection = createVoiceConnection({
			url: `${config.baseUrl.replace(/^http/, 'ws')}/tts/websocket`,
			headers: { 'X-API-Key': config.apiKey, 'Cartesia-Version': API_VERSION },
			now: () => performance.now(),
		});
		this.#request = {
			model_id: config.model,
			voice: { mode: 'id', id: config.voice },
			output_format: {
				container: 'raw',
				encoding: 'pcm_s16le',
				sample_rate: options.sampleRate,
			},
			language: options.language,
			// The text comes in clauses already; waiting for more would only delay them.
			max_buffer_delay_ms: 0,
		};
	}

	override get model(): string {
		return this.#model;
	}

	override get provider(): string {
		return 'Cartesia';
	}

	/** Opens the connection ahead of the first words. */
	prewarm(): void {
		this.#connection.prewarm();
	}

	override stream(options?: { connOptions?: APIConnectOptions }): CartesiaStream {
		return new CartesiaStream(
			this,
			{ connection: this.#connection, request: this.#request },
			options?.connOptions,
		);
	}

	override synthesize(
		text: string,
		connOptions?: APIConnectOptions,
		abortSignal?: AbortSignal,
	): CartesiaRecording {
		return new CartesiaRecording(text, this, connOptions, abortSignal);
	}

	/** Everything beside the text that the sound depends on. */
	get fingerprint(): string {
		return JSON.stringify(this.#request);
	}

	/** Speaks a text by itself, in the background. @returns 16-bit little-endian PCM. */
	record(text: string, signal: AbortSignal): Promise<Buffer> {
		const [connection, request] = [this.#connection, this.#request];
		return recordText(text, { voice: this, connection, request, signal });
	}

	override close(): Promise<void> {
		this.#connection.close();
		return Promise.resolve();
	}
}
