import { mergeFrames, stt, type APIConnectOptions, type AudioBuffer } from '@livekit/agents';
import type { Config } from '../../config.ts';
import { DeepgramStream } from './deepgram-stream.ts';
import { listenUrl } from './listen-url.ts';

/** Deepgram's streaming recognition over a transport of our own. */
export class DeepgramStt extends stt.STT {
	override label = 'deepgram.STT';
	readonly #config: Config['deepgram'];
	readonly #language: string;
	readonly #streams = new Set<WeakRef<DeepgramStream>>();

	/** @param language - BCP 47. */
	constructor(config: Config['deepgram'], language: string) {
		super({ streaming: true, interimResults: true, alignedTranscript: 'word' });
		this.#config = config;
		this.#language = language;
	}

	override get model(): string {
		return this.#config.model;
	}

	override get provider(): string {
		return 'Deepgram';
	}

	override stream(options?: { connOptions?: APIConnectOptions }): DeepgramStream {
		const language = this.#language;
		const url = listenUrl({ ...this.#config, language });
		const { apiKey } = this.#config;
		const stream = new DeepgramStream(this, { url, apiKey, language }, options?.connOptions);
		this.#streams.add(new WeakRef(stream));
		return stream;
	}

	/** Asks every stream for the final transcript of what was said so far, for when a VAD has heard the speech end. */
	finalize(): void {
		for (const reference of this.#streams) {
			const stream = reference.deref();
			if (stream) stream.finalize();
			else this.#streams.delete(reference);
		}
	}

	/** Recognises a recording over a stream of its own. */
	protected override async _recognize(
		audio: AudioBuffer,
		abortSignal?: AbortSignal,
	): Promise<stt.SpeechEvent> {
		const stream = this.stream();
		abortSignal?.addEventListener('abort', () => stream.close(), { once: true });
		stream.pushFrame(mergeFrames(audio));
		stream.endInput();
		const finals: stt.SpeechData[] = [];
		for await (const event of stream) {
			if (event.type === stt.SpeechEventType.FINAL_TRANSCRIPT) {
				finals.push(...(event.alternatives ?? []));
			}
		}
		const [first] = finals;
		const type = stt.SpeechEventType.FINAL_TRANSCRIPT;
		if (!first) return { type };
		return { type, alternatives: [{ ...first, text: finals.map(({ text }) => text).join(' ') }] };
	}
}
