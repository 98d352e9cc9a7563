import { setTimeout as sleep } from 'node:timers/promises';
import { voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import type { Pcm } from '../../../../sandbox/src/speech/pcm.ts';

const SAMPLE_RATE = 16_000;
const FRAME_MS = 10;
const SAMPLES_PER_FRAME = (SAMPLE_RATE * FRAME_MS) / 1000;
/** Quieter is silence. */
const LOUD = 1000;

/** A microphone in a room: what is said at 16 kHz, in real time, and silence otherwise. */
export class Microphone extends voice.AudioInput {
	readonly #frames: Int16Array[] = [];
	readonly #closing = new AbortController();

	constructor() {
		super();
		const { signal } = this.#closing;
		const next = (): Int16Array => this.#frames.shift() ?? new Int16Array(SAMPLES_PER_FRAME);
		let dueAt = performance.now();
		this.multiStream.addInputStream(
			new ReadableStream<AudioFrame>({
				async pull(controller) {
					dueAt += FRAME_MS;
					await sleep(Math.max(0, dueAt - performance.now()));
					if (signal.aborted) return controller.close();
					controller.enqueue(new AudioFrame(next(), SAMPLE_RATE, 1, SAMPLES_PER_FRAME));
				},
			}),
		);
	}

	/** Resolves when the last sound is out. */
	async play({ samples }: Pick<Pcm, 'samples'>): Promise<void> {
		for (let at = 0; at + SAMPLES_PER_FRAME <= samples.length; at += SAMPLES_PER_FRAME) {
			this.#frames.push(samples.slice(at, at + SAMPLES_PER_FRAME));
		}
		while (this.#frames.length > 0) await sleep(FRAME_MS);
	}

	override async close(): Promise<void> {
		this.#closing.abort();
		await super.close();
	}
}

/** A loudspeaker that plays in real time and notes when something can be heard. */
export class Loudspeaker extends voice.AudioOutput {
	/** On the clock of `performance.now()`. */
	heardAt = -Infinity;
	#startedAt = 0;
	#lengthMs = 0;
	#pausedAt: number | undefined;
	#isComplete = false;
	#ending: NodeJS.Timeout | undefined;

	constructor() {
		super(24_000, undefined, { pause: true });
	}

	override async captureFrame(frame: AudioFrame): Promise<void> {
		await super.captureFrame(frame);
		if (this.#lengthMs === 0) {
			this.#startedAt = performance.now();
			this.onPlaybackStarted(Date.now());
		}
		this.#lengthMs += (frame.samplesPerChannel / frame.sampleRate) * 1000;
		if (frame.data.some((sample) => Math.abs(sample) > LOUD)) this.heardAt = performance.now();
	}

	override flush(): void {
		super.flush();
		this.#isComplete = this.#lengthMs > 0;
		this.#endInTime();
	}

	override pause(): void {
		super.pause();
		this.#pausedAt ??= performance.now();
		clearTimeout(this.#ending);
	}

	override resume(): void {
		super.resume();
		if (this.#pausedAt === undefined) return;
		this.#startedAt += performance.now() - this.#pausedAt;
		this.#pausedAt = undefined;
		this.#endInTime();
	}

	override clearBuffer(): void {
		if (this.#lengthMs > 0) this.#end(true);
	}

	#endInTime(): void {
		if (!this.#isComplete || this.#pausedAt !== undefined) return;
		const leftMs = this.#startedAt + this.#lengthMs - performance.now();
		this.#ending = setTimeout(() => this.#end(false), Math.max(0, leftMs));
	}

	#end(interrupted: boolean): void {
		clearTimeout(this.#ending);
		const heardUntil = this.#pausedAt ?? performance.now();
		const playedMs = Math.min(this.#lengthMs, heardUntil - this.#startedAt);
		this.#lengthMs = 0;
		this.#isComplete = false;
		this.onPlaybackFinished({ playbackPosition: playedMs / 1000, interrupted });
	}
}
