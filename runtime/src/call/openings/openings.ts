import { TransformStream, type TransformStreamDefaultController } from 'node:stream/web';
import type { AudioFrame } from '@livekit/rtc-node';
import { createSoundFrames } from '../../providers/cartesia/sound-frames.ts';
import { countWords, splitOpening } from './opening.ts';
import type { OpeningStore } from './opening-store.ts';

/** A voice that can be recorded in the background. */
export interface RecordingVoice {
	/** Everything beside the text that the sound depends on. */
	readonly fingerprint: string;
	readonly sampleRate: number;
	/** Speaks a text by itself. @returns 16-bit little-endian PCM. */
	record(text: string, signal: AbortSignal): Promise<Buffer>;
}

type Text = ReadableStream<string> | AsyncIterable<string>;
type Sound = ReadableStream<AudioFrame> | null;

/** Begins answers with what the voice has said before, so that the wait for the voice passes while it is heard. */
export interface Openings {
	/**
	 * Speaks a text whose words are still coming.
	 *
	 * @param speak - Speaks what follows the opening.
	 */
	speak(text: Text, speak: (text: ReadableStream<string>) => Promise<Sound>): Promise<Sound>;
}

/** "Yes," and "Of course," come again; of a longer opening that shows when it does. */
const SURE_WORDS = 2;

/** Learns openings that come again, after the answer, so that no caller waits for it. */
export function createOpenings(voice: RecordingVoice, store: OpeningStore): Openings {
	let learning = new AbortController();

	async function learn(opening: string, signal: AbortSignal): Promise<void> {
		const willComeAgain = countWords(opening) <= SURE_WORDS || (await store.note(opening));
		if (!willComeAgain || signal.aborted) return;
		await store.keep(opening, await voice.record(opening, signal));
	}

	return {
		async speak(text, speak) {
			// The next answer has the voice for itself.
			learning.abort();
			const { signal } = (learning = new AbortController());
			let unknown = '';
			let output: TransformStreamDefaultController<AudioFrame> | undefined;
			const sound = new TransformStream<AudioFrame, AudioFrame>({
				start: (controller) => void (output = controller),
				flush() {
					// Without it the opening is spoken as any text.
					if (unknown) learn(unknown, signal).catch(() => undefined);
				},
			});
			const rest = withoutOpening(async (opening) => {
				const known = await store.find(opening);
				if (!known) unknown = opening;
				else for (const frame of framesOf(known, voice.sampleRate)) output?.enqueue(frame);
				return known !== undefined;
			});
			const words = text instanceof ReadableStream ? text : ReadableStream.from(text);
			const spoken = await speak(words.pipeThrough(rest));
			return spoken?.pipeThrough(sound) ?? null;
		},
	};
}

/** @param isSpoken - Speaks an opening if it is known. Whatever follows is spoken later, because it is passed on later. */
function withoutOpening(
	isSpoken: (opening: string) => Promise<boolean>,
): TransformStream<string, string> {
	let held: string | undefined = '';

	async function look(
		controller: TransformStreamDefaultController<string>,
		isWhole: boolean,
	): Promise<void> {
		if (held === undefined) return;
		const found = splitOpening(held, isWhole);
		if (!found) return;
		const text = held;
		held = undefined;
		const isKnown = found.opening !== '' && (await isSpoken(found.opening));
		controller.enqueue(isKnown ? found.rest : text);
	}

	return new TransformStream<string, string>({
		async transform(words, controller) {
			if (held === undefined) return controller.enqueue(words);
			held += words;
			await look(controller, false);
		},
		flush: (controller) => look(controller, true),
	});
}

function framesOf(sound: Buffer, sampleRate: number): AudioFrame[] {
	const frames = createSoundFrames(sampleRate);
	const all = frames.add(sound);
	const last = frames.last();
	return last ? [...all, last] : all;
}
