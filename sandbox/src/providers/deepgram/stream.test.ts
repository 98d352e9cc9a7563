import { setTimeout as wait } from 'node:timers/promises';
import { pauses } from '../../scenario/pauses.ts';
import { lengthenPause } from '../../speech/pauses.ts';
import { concatenate, silence, toBytes } from '../../speech/pcm.ts';
import type { Pcm } from '../../speech/pcm.ts';
import { createRecogniser } from '../../speech/recogniser.ts';
import type { Recogniser } from '../../speech/recogniser.ts';
import { synthesize } from '../../speech/synthesize.ts';
import { createListenStream } from './stream.ts';

const SAMPLE_RATE = 16_000;
const CHUNK_BYTES = (SAMPLE_RATE / 50) * 2;
const LATENCY_MS = 150;
const SENTENCE = 'I am calling because, there is nothing here for me.';

/** What is delivered where a sentence is broken off has no comma. */
const bare = (text: string): string => text.replace(',', '');

interface Message {
	type: string;
	is_final: boolean;
	from_finalize: boolean;
	channel: { alternatives: { transcript: string }[] };
}

describe('a stream of the simulated Deepgram', () => {
	let recogniser: Recogniser;
	beforeAll(async () => {
		const { phrases, halves = {} } = pauses;
		recogniser = await createRecogniser({ phrases, voices: ['rms'], halves });
	}, 60_000);

	function listen(endpointingMs: number) {
		const heard: { text: string; final: boolean; finalized: boolean; atMs: number }[] = [];
		const stream = createListenStream({
			query: {
				...{ model: 'nova-3', sampleRate: SAMPLE_RATE, endpointingMs },
				...{ interimResults: true, vadEvents: false },
			},
			requestId: 'test',
			recogniser,
			latencyMs: () => LATENCY_MS,
			now: () => performance.now(),
			send(message) {
				const {
					channel,
					is_final: final,
					from_finalize: finalized,
				} = message as unknown as Message;
				const text = channel.alternatives[0]?.transcript ?? '';
				heard.push({ text, final, finalized, atMs: performance.now() });
			},
			onFinal: () => undefined,
		});
		return { stream, heard, finals: () => heard.filter(({ final }) => final) };
	}

	/** Sends sound in chunks of 20 ms at the pace at which it plays. */
	async function speak(stream: { audio(bytes: Uint8Array): void }, sound: Pcm): Promise<void> {
		const bytes = toBytes(sound);
		const startedAt = performance.now();
		for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
			stream.audio(bytes.subarray(offset, offset + CHUNK_BYTES));
			const due = startedAt + ((offset + CHUNK_BYTES) / CHUNK_BYTES) * 20;
			await wait(Math.max(0, due - performance.now()));
		}
	}

	const speech = async (pauseMs: number) =>
		lengthenPause(await synthesize(SENTENCE, { voice: 'rms' }), pauseMs);

	it('delivers the words so far in a pause, and the others after it', async () => {
		const { stream, heard, finals } = listen(25);
		await speak(stream, concatenate([await speech(900), silence(600, SAMPLE_RATE)]));
		expect(finals().map(({ text }) => text)).toEqual([
			'I am calling because',
			'there is nothing here for me.',
		]);
		const interims = heard.filter(({ final }) => !final);
		expect(interims.length).toBeGreaterThan(2);
		expect(interims.every(({ text }) => bare(SENTENCE).includes(bare(text)))).toBe(true);
		stream.stop();
	}, 20_000);

	it('answers Finalize with all the words, no sooner than its latency after they have arrived', async () => {
		const { stream, finals } = listen(Infinity);
		const quiet = silence(80, SAMPLE_RATE);
		await speak(stream, await speech(0));
		const spokenAt = performance.now();
		await speak(stream, quiet);
		stream.finalize();
		await speak(stream, concatenate([quiet, quiet, quiet]));
		expect(finals()).toMatchObject([{ text: SENTENCE, finalized: true }]);
		// The last voiced frame may be one or two chunks before the end of the sound.
		expect((finals()[0]?.atMs ?? 0) - spokenAt).toBeGreaterThan(LATENCY_MS - 60);
		stream.stop();
	}, 20_000);

	it('answers Finalize in mid-sentence with the words so far and goes on', async () => {
		const { stream, finals } = listen(Infinity);
		const sound = await speech(0);
		const middle = Math.round(sound.samples.length * 0.6);
		const part = (from: number, to?: number) => ({
			samples: sound.samples.subarray(from, to),
			sampleRate: SAMPLE_RATE,
		});
		await speak(stream, part(0, middle));
		stream.finalize();
		await wait(LATENCY_MS + 50);
		const [first] = finals();
		expect(bare(SENTENCE).startsWith(first?.text ?? 'nothing')).toBe(true);
		await speak(stream, concatenate([part(middle), silence(80, SAMPLE_RATE)]));
		stream.finalize();
		await wait(LATENCY_MS + 50);
		expect(
			finals()
				.map(({ text }) => text)
				.join(' '),
		).toBe(bare(SENTENCE));
		stream.stop();
	}, 20_000);

	it('keeps what is too short for a word when Finalize comes, and hears the whole sentence', async () => {
		const { stream, finals } = listen(Infinity);
		const { samples } = await speech(0);
		const start = samples.subarray(0, 0.1 * SAMPLE_RATE);
		await speak(stream, { samples: start, sampleRate: SAMPLE_RATE });
		stream.finalize();
		await wait(LATENCY_MS + 50);
		expect(finals()).toEqual([]);
		const rest = { samples: samples.subarray(start.length), sampleRate: SAMPLE_RATE };
		await speak(stream, concatenate([rest, silence(80, SAMPLE_RATE)]));
		stream.finalize();
		await wait(LATENCY_MS + 50);
		expect(finals()).toMatchObject([{ text: SENTENCE, finalized: true }]);
		stream.stop();
	}, 20_000);
});
