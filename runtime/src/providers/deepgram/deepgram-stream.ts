import { setTimeout as sleep } from 'node:timers/promises';
import {
	APIConnectionError,
	APIStatusError,
	APITimeoutError,
	log,
	stt,
	type APIConnectOptions,
} from '@livekit/agents';
import { createAudioBacklog } from './audio-backlog.ts';
import { createEarlyTranscript, type Interim } from './early-transcript.ts';
import { openListenConnection, type ListenConnection } from './listen-connection.ts';
import type { ListenMessage } from './listen-message.ts';
import { SAMPLE_RATE } from './listen-url.ts';
import { createPauseDetector } from './pause-detector.ts';
import { createRunningClock } from './running-clock.ts';
import { createSampleBuffer } from './sample-buffer.ts';
import { createSpeechEvents, type SpeechEvents } from './speech-events.ts';
import { createUnansweredSpeech } from './unanswered-speech.ts';

/** Shorter pieces only cost; longer ones make every transcript wait. */
const CHUNK_MS = 20;
/** How much unheard audio a new connection gets to hear again. */
const BACKLOG_MS = 15_000;
/** Deepgram answers speech within a second; a connection that does not is replaced. */
const SUSPICIOUS_MS = 2500;
/** A caller who is not understood for so long must be told, so the recogniser gives up. */
const HOPELESS_MS = 4500;
const WATCH_EVERY_MS = 250;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
/** Connections that may fail after the last audio. */
const LAST_TRIES = 3;
/** How often the used audio is reported. */
const REPORT_MS = 5000;

/**
 * Hears one caller. A broken connection is replaced, and the new one hears again what the old one left without a final
 * transcript; only a refused key or model, or speech that stays unanswered, is an error.
 */
export class DeepgramStream extends stt.SpeechStream {
	override label = 'deepgram.SpeechStream';
	readonly #url: string;
	readonly #apiKey: string;
	readonly #events: SpeechEvents;
	readonly #backlog = createAudioBacklog(SAMPLE_RATE, BACKLOG_MS);
	/** Deepgram cannot be late while this process stands still. */
	readonly #clock = createRunningClock(WATCH_EVERY_MS, () => performance.now());
	readonly #unanswered = createUnansweredSpeech(SAMPLE_RATE, () => this.#clock.now());
	readonly #early = createEarlyTranscript<Interim & { data: stt.SpeechData }>(SAMPLE_RATE);
	readonly #pauses = createPauseDetector(SAMPLE_RATE);
	readonly #usage = { requestId: '', unreportedMs: 0 };
	readonly #begun = Promise.withResolvers<undefined>();
	#connection: ListenConnection | undefined;
	#connectionStartMs = 0;
	#failures = 0;
	#inputEnded = false;

	constructor(
		recogniser: stt.STT,
		options: { url: string; apiKey: string; language: string },
		connOptions?: APIConnectOptions,
	) {
		super(recogniser, SAMPLE_RATE, connOptions);
		this.#url = options.url;
		this.#apiKey = options.apiKey;
		this.#events = createSpeechEvents(options.language);
	}

	/** Asks for the final transcript of what was said so far, for when something else has heard the speech end. */
	finalize(): void {
		if (this.#events.isOpen()) this.#connection?.finalize();
	}

	protected override async run(): Promise<void> {
		void this.#pump();
		// An agent may wait for its caller for minutes, and an open stream costs money.
		this.abortSignal.addEventListener('abort', () => this.#begun.resolve(undefined), {
			once: true,
		});
		await this.#begun.promise;
		const looking = setInterval(() => this.#clock.now(), WATCH_EVERY_MS);
		try {
			await this.#listenToTheEnd();
		} finally {
			clearInterval(looking);
		}
	}

	/** Listens over one connection after the other. */
	async #listenToTheEnd(): Promise<void> {
		for (;;) {
			try {
				await this.#listen();
				return;
			} catch (error) {
				if (this.abortSignal.aborted || this.#isComplete()) return;
				this.#giveUpIfHopeless(error);
				log().warn({ error }, 'The connection to Deepgram is replaced');
			}
			const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
			await sleep(pauseMs, undefined, { signal: this.abortSignal }).catch(() => undefined);
		}
	}

	/** Nothing more comes, and nothing that was said waits for its transcript. */
	#isComplete(): boolean {
		return this.#inputEnded && this.#unanswered.waitingMs() === 0;
	}

	/** Listens over one connection, first to what the one before has left. */
	async #listen(): Promise<void> {
		const connection = await openListenConnection({
			url: this.#url,
			apiKey: this.#apiKey,
			signal: this.abortSignal,
			onMessage: (message) => this.#read(message),
		});
		const openedAt = this.#clock.now();
		const hangUp = (): void => connection.finish();
		const watch = setInterval(() => {
			const waitingMs = Math.min(this.#unanswered.waitingMs(), this.#clock.now() - openedAt);
			if (waitingMs < SUSPICIOUS_MS) return;
			connection.fail(new APITimeoutError({ message: 'Deepgram does not answer speech' }));
		}, WATCH_EVERY_MS);
		try {
			this.#connectionStartMs = this.#backlog.startMs();
			for (const chunk of this.#backlog.chunks()) this.#send(connection, chunk);
			this.#connection = connection;
			this.abortSignal.addEventListener('abort', hangUp, { once: true });
			if (this.#inputEnded || this.abortSignal.aborted) hangUp();
			await connection.closed;
		} finally {
			this.#connection = undefined;
			clearInterval(watch);
			this.abortSignal.removeEventListener('abort', hangUp);
			this.#reportUsage();
		}
	}

	/** Takes the caller's audio, whether there is a connection or not. */
	async #pump(): Promise<void> {
		const buffer = createSampleBuffer((SAMPLE_RATE * CHUNK_MS) / 1000);
		for await (const item of this.input) {
			if (typeof item === 'symbol') {
				this.#hear(buffer.rest());
				this.#connection?.finalize();
				this.#reportUsage();
			} else {
				this.#hear(buffer.add(item.data));
			}
		}
		this.#hear(buffer.rest());
		this.#inputEnded = true;
		this.#begun.resolve(undefined);
		this.#connection?.finish();
	}

	#hear(chunk: Int16Array | undefined): void {
		if (!chunk) return;
		this.#begun.resolve(undefined);
		this.#backlog.add(chunk);
		this.#unanswered.hear(chunk);
		this.#thinkAhead(this.#early.hear(chunk));
		if (this.#connection) this.#send(this.#connection, chunk);
		if (this.#pauses.hear(chunk)) this.finalize();
	}

	#send(connection: ListenConnection, chunk: Int16Array): void {
		connection.send(chunk);
		this.#usage.unreportedMs += (chunk.length / SAMPLE_RATE) * 1000;
		if (this.#usage.unreportedMs >= REPORT_MS) this.#reportUsage();
	}

	#read(message: ListenMessage): void {
		this.#failures = 0;
		const unfinished =
			message.type === 'Results' &&
			!message.is_final &&
			message.channel.alternatives.some(({ transcript }) => transcript !== '');
		this.#unanswered.answered(unfinished);
		const offsetMs = this.startTimeOffset * 1000 + this.#connectionStartMs;
		for (const event of this.#events.read(message, offsetMs)) {
			this.#emit(event);
			const [data] = event.alternatives ?? [];
			if (event.type === stt.SpeechEventType.FINAL_TRANSCRIPT) this.#early.final();
			else if (data) {
				const endMs = (data.endTime - this.startTimeOffset) * 1000;
				this.#thinkAhead(this.#early.interim({ text: data.text, endMs, data }));
			}
		}
		if (message.type !== 'Results') return;
		this.#usage.requestId = message.metadata?.request_id ?? this.#usage.requestId;
		if (!message.is_final) return;
		this.#backlog.forgetUntil(this.#connectionStartMs + (message.start + message.duration) * 1000);
	}

	/** Lets the model start on words that are probably the whole turn. */
	#thinkAhead(early: { data: stt.SpeechData } | undefined): void {
		if (!early) return;
		const type = stt.SpeechEventType.PREFLIGHT_TRANSCRIPT;
		this.#emit({ type, requestId: this.#usage.requestId, alternatives: [early.data] });
	}

	#reportUsage(): void {
		const { requestId, unreportedMs } = this.#usage;
		if (unreportedMs === 0) return;
		this.#usage.unreportedMs = 0;
		this.#emit({
			type: stt.SpeechEventType.RECOGNITION_USAGE,
			requestId,
			recognitionUsage: { audioDuration: unreportedMs / 1000 },
		});
	}

	#emit(event: stt.SpeechEvent): void {
		if (!this.queue.closed) this.queue.put(event);
	}

	/** @throws APIStatusError or APIConnectionError that nobody retries. */
	#giveUpIfHopeless(error: unknown): void {
		if (error instanceof APIStatusError && !error.retryable) throw error;
		const isLast = this.#inputEnded && this.#failures >= LAST_TRIES;
		if (!isLast && this.#unanswered.waitingMs() < HOPELESS_MS) return;
		const message = error instanceof Error ? error.message : String(error);
		if (!(error instanceof APIStatusError)) {
			throw new APIConnectionError({ message, options: { retryable: false } });
		}
		throw new APIStatusError({
			message,
			options: { statusCode: error.statusCode, retryable: false },
		});
	}
}
