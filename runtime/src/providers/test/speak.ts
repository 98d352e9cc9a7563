import { tts, type metrics } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';

/** An answer that is being spoken. */
export interface Speaking {
	stream: tts.SynthesizeStream;
	frames: { frame: AudioFrame; atMs: number }[];
	errors: { recoverable: boolean; error: Error }[];
	metrics: metrics.TTSMetrics[];
	write(text: string): void;
	/** Writes a text word by word, and ends. */
	writeAll(text: string): void;
	seconds(): number;
	loudest(): number;
	/** Resolves with the time of the first sound; undefined when the answer ends without any. */
	firstSound: Promise<number | undefined>;
	ended: Promise<void>;
}

/** @param options - `retries`: By the framework, after a failure. Default 1, as in a call. */
export function speakWith(voice: tts.TTS, { retries = 1 }: { retries?: number } = {}): Speaking {
	const stream = voice.stream({
		connOptions: { maxRetry: retries, retryIntervalMs: 100, timeoutMs: 3000 },
	});
	const frames: Speaking['frames'] = [];
	const errors: Speaking['errors'] = [];
	const collected: metrics.TTSMetrics[] = [];
	voice.on('error', (error) => errors.push(error));
	voice.on('metrics_collected', (entry) => collected.push(entry));
	const first = Promise.withResolvers<number | undefined>();
	const ended = (async () => {
		for await (const audio of stream) {
			if (audio === tts.SynthesizeStream.END_OF_STREAM) continue;
			frames.push({ frame: audio.frame, atMs: performance.now() });
			first.resolve(performance.now());
		}
		first.resolve(undefined);
	})();
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- how words arrive one by one
	const write = (text: string): void => stream.pushText(text);

	return {
		stream,
		frames,
		errors,
		metrics: collected,
		write,
		writeAll(text) {
			for (const word of text.split(/(?<= )/)) write(word);
			stream.endInput();
		},
		seconds: () =>
			frames.reduce((sum, { frame }) => sum + frame.samplesPerChannel / frame.sampleRate, 0),
		loudest: () =>
			frames
				.flatMap(({ frame }) => [...frame.data])
				.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
		firstSound: first.promise,
		ended,
	};
}
