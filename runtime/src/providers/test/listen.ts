import { setTimeout as sleep } from 'node:timers/promises';
import { stt } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { synthesize } from '../../../../sandbox/src/speech/synthesize.ts';

const SAMPLE_RATE = 16_000;
/** What a room gives. */
const FRAME_MS = 10;
const SAMPLES_PER_FRAME = (SAMPLE_RATE * FRAME_MS) / 1000;

/** A caller in front of a recogniser. */
export interface Listening {
	stream: stt.SpeechStream;
	/** Everything heard, with the time of its arrival. */
	events: { event: stt.SpeechEvent; atMs: number }[];
	errors: { error: Error; recoverable: boolean }[];
	/** Speaks in real time, then is silent for a while; returns when the last sample of the sentence was pushed. */
	say(
		sentence: string,
		options?: { silenceMs?: number; at?: Record<number, () => Promise<void>> },
	): Promise<number>;
	/** Texts of the final transcripts so far. */
	finals(): string[];
	/** Waits for a number of final transcripts, or for the time to be over. */
	untilFinals(count: number, withinMs: number): Promise<string[]>;
	/** Waits for an error, or for the time to be over. */
	untilError(withinMs: number): Promise<Listening['errors'][number] | undefined>;
	/** Waits until so much audio was counted, or for two seconds; returns how much it is. */
	untilCounted(audioMs: number): Promise<number>;
	/** Resolves when no more events come. */
	ended: Promise<void>;
	close(): void;
}

export function listenTo(recogniser: stt.STT): Listening {
	const stream = recogniser.stream();
	const events: Listening['events'] = [];
	const errors: Listening['errors'] = [];
	let countedMs = 0;
	recogniser.on('error', ({ error, recoverable }) => errors.push({ error, recoverable }));
	recogniser.on('metrics_collected', ({ audioDurationMs }) => (countedMs += audioDurationMs));
	const ended = (async () => {
		for await (const event of stream) events.push({ event, atMs: performance.now() });
	})();
	let nextAt = performance.now();

	async function push(samples: Int16Array, at: Record<number, () => Promise<void>>): Promise<void> {
		nextAt = Math.max(nextAt, performance.now() - 50);
		for (let index = 0; index + SAMPLES_PER_FRAME <= samples.length; index += SAMPLES_PER_FRAME) {
			void at[(index / SAMPLES_PER_FRAME) * FRAME_MS]?.();
			const frame = samples.slice(index, index + SAMPLES_PER_FRAME);
			stream.pushFrame(new AudioFrame(frame, SAMPLE_RATE, 1, SAMPLES_PER_FRAME));
			nextAt += FRAME_MS;
			await sleep(Math.max(0, nextAt - performance.now()));
		}
	}

	async function until<Value>(look: () => Value | undefined, withinMs: number) {
		const deadline = performance.now() + withinMs;
		for (let found = look(); ; found = look()) {
			if (found !== undefined || performance.now() > deadline) return found;
			await sleep(20);
		}
	}

	const finals = (): string[] =>
		events
			.filter(({ event }) => event.type === stt.SpeechEventType.FINAL_TRANSCRIPT)
			.map(({ event }) => event.alternatives?.[0].text ?? '');

	return {
		stream,
		events,
		errors,
		ended,
		finals,
		async say(sentence, { silenceMs = 1000, at = {} } = {}) {
			const { samples } = await synthesize(sentence, { voice: 'rms' });
			await push(samples, at);
			const spokenAt = performance.now();
			await push(new Int16Array((SAMPLE_RATE * silenceMs) / 1000), {});
			return spokenAt;
		},
		async untilFinals(count, withinMs) {
			await until(() => (finals().length >= count ? true : undefined), withinMs);
			return finals();
		},
		untilError: (withinMs) => until(() => errors[0], withinMs),
		async untilCounted(audioMs) {
			await until(() => (countedMs >= audioMs ? true : undefined), 2000);
			return countedMs;
		},
		close: () => stream.close(),
	};
}
