import { concatenate, silence } from '../../../../sandbox/src/speech/pcm.ts';
import { synthesize } from '../../../../sandbox/src/speech/synthesize.ts';
import { createPauseDetector } from './pause-detector.ts';

const RATE = 16_000;
const CHUNK_MS = 20;
const CHUNK = (RATE * CHUNK_MS) / 1000;
const chunk = (level: number) =>
	Int16Array.from({ length: CHUNK }, (_, index) => (index % 2 ? 1 : -1) * level);

/** @returns when a pause was noticed, in milliseconds of the sound. */
function noticed(samples: Int16Array): number[] {
	const pauses = createPauseDetector(RATE);
	return Array.from({ length: Math.floor(samples.length / CHUNK) }, (_, index) => index).flatMap(
		(index) =>
			pauses.hear(samples.subarray(index * CHUNK, (index + 1) * CHUNK))
				? [(index + 1) * CHUNK_MS]
				: [],
	);
}
const sound = (...parts: { level: number; ms: number }[]): Int16Array =>
	Int16Array.from(
		parts.flatMap(({ level, ms }) =>
			Array.from({ length: ms / CHUNK_MS }, () => [...chunk(level)]).flat(),
		),
	);

describe('a pause of the caller', () => {
	it('is noticed once, 100 ms after the last sound', () => {
		const said = { level: 6000, ms: 400 };
		expect(noticed(sound(said, { level: 20, ms: 1000 }))).toEqual([500]);
		const pause = { level: 20, ms: 300 };
		expect(noticed(sound(said, pause, said, pause))).toEqual([500, 1200]);
	});

	it('is noticed in the hum of a room, and not where the noise is as loud as a fading voice', () => {
		const said = { level: 6000, ms: 400 };
		expect(noticed(sound(said, { level: 100, ms: 300 }))).toEqual([500]);
		expect(noticed(sound(said, { level: 300, ms: 300 }))).toEqual([]);
	});

	it('is not the silence of a stop consonant', () => {
		const syllable = { level: 6000, ms: 120 };
		const closure = { level: 10, ms: 80 };
		expect(noticed(sound(syllable, closure, syllable, closure, syllable))).toEqual([]);
	});

	it('is not in the middle of a spoken sentence, and is at its end', async () => {
		const sentence = 'Please tell me whether you have a bed for me.';
		const speech = await synthesize(sentence, { voice: 'rms' });
		const endMs = (speech.samples.length / RATE) * 1000;
		const { samples } = concatenate([speech, silence(400, RATE)]);
		const [pauseMs = 0, ...others] = noticed(samples);
		expect(others).toEqual([]);
		expect(pauseMs).toBeGreaterThan(endMs);
		expect(pauseMs).toBeLessThan(endMs + 150);
	});
});
