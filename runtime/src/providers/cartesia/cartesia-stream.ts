import { randomUUID } from 'node:crypto';
import { APIConnectionError, APIStatusError, tts, type APIConnectOptions } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import { createClauses, isSpeakable } from './clauses.ts';
import { createReplayableText } from './replayable-text.ts';
import { createSoundFrames } from './sound-frames.ts';
import { speakText } from './speak-text.ts';
import type { VoiceConnection } from './voice-connection.ts';

/**
 * Speaks one answer. A failure before the first sound is retried by the framework with the same text; a later one is
 * reported, because a second attempt would repeat what was heard.
 */
export class CartesiaStream extends tts.SynthesizeStream {
	override label = 'cartesia.SynthesizeStream';
	readonly #connection: VoiceConnection;
	readonly #request: Record<string, unknown>;
	readonly #sampleRate: number;
	readonly #text = createReplayableText();
	#isReading = false;

	constructor(
		voice: tts.TTS,
		options: { connection: VoiceConnection; request: Record<string, unknown> },
		connOptions?: APIConnectOptions,
	) {
		super(voice, connOptions);
		this.#connection = options.connection;
		this.#request = options.request;
		this.#sampleRate = voice.sampleRate;
	}

	protected override async run(): Promise<void> {
		if (!this.#isReading) void this.#readInput();
		const frames = createSoundFrames(this.#sampleRate);
		let segmentId = '';
		try {
			await speakText({
				text: this.#text,
				connection: this.#connection,
				request: this.#request,
				createContextId: randomUUID,
				onStart: () => this.markStarted(),
				onSound: (pcm, contextId) => {
					segmentId = contextId;
					for (const frame of frames.add(pcm)) this.#put(frame, segmentId, false);
				},
				signal: this.abortSignal,
				now: () => performance.now(),
			});
		} catch (error) {
			if (this.abortSignal.aborted) return;
			throw segmentId === '' ? error : final(error);
		}
		const last = frames.last();
		if (!last || this.queue.closed) return;
		this.#put(last, segmentId, true);
		this.queue.put(tts.SynthesizeStream.END_OF_STREAM);
	}

	/** Gathers the text once, for however many attempts. */
	async #readInput(): Promise<void> {
		this.#isReading = true;
		const clauses = createClauses();
		const speakable = (piece: string): string => (isSpeakable(piece) ? piece : '');
		for await (const item of this.input) {
			const pieces = typeof item === 'string' ? clauses.add(item) : [];
			// The end of the input is announced by a flush; its text is the last piece then.
			if (typeof item === 'symbol' && !this.input.closed) pieces.push(clauses.rest());
			for (const piece of pieces.filter(isSpeakable)) this.#text.add(piece);
		}
		this.#text.end(speakable(clauses.rest()));
	}

	#put(frame: AudioFrame, segmentId: string, isFinal: boolean): void {
		if (this.queue.closed) return;
		this.queue.put({ requestId: segmentId, segmentId, frame, final: isFinal });
	}
}

/** The same failure, which nobody retries. */
function final(error: unknown): Error {
	const message = error instanceof Error ? error.message : String(error);
	const retryable = false;
	return error instanceof APIStatusError
		? new APIStatusError({ message, options: { statusCode: error.statusCode, retryable } })
		: new APIConnectionError({ message, options: { retryable } });
}
