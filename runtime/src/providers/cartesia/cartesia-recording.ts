import { APIConnectionError, tts, type APIConnectOptions } from '@livekit/agents';

/** Speaks a text that is known from the beginning. */
export class CartesiaRecording extends tts.ChunkedStream {
	override label = 'cartesia.ChunkedStream';
	readonly #voice: tts.TTS;
	readonly #connOptions: APIConnectOptions | undefined;

	constructor(
		text: string,
		voice: tts.TTS,
		connOptions?: APIConnectOptions,
		abortSignal?: AbortSignal,
	) {
		super(text, voice, connOptions, abortSignal);
		this.#voice = voice;
		this.#connOptions = connOptions;
	}

	protected override async run(): Promise<void> {
		const { signal } = this.abortController;
		const stream = this.#voice.stream(
			this.#connOptions ? { connOptions: this.#connOptions } : undefined,
		);
		signal.addEventListener('abort', () => stream.close(), { once: true });
		stream.updateInputStream(ReadableStream.from([this.inputText]));
		let wasHeard = false;
		for await (const audio of stream) {
			if (audio === tts.SynthesizeStream.END_OF_STREAM) continue;
			wasHeard = true;
			if (!this.queue.closed) this.queue.put(audio);
		}
		if (wasHeard || signal.aborted) return;
		// The stream has retried already.
		const options = { retryable: false };
		throw new APIConnectionError({ message: 'Cartesia gave no sound for a text', options });
	}
}
