import { durationMs, energy, fromBytes, slice, toBytes } from './pcm.ts';
import { resample } from './resample.ts';
import { synthesize } from './synthesize.ts';
import { voicedFrames } from './voiced.ts';
import { readWav, writeWav } from './wav.ts';

const sine = (hertz: number, sampleRate: number) => ({
	samples: Int16Array.from({ length: sampleRate }, (_, index) =>
		Math.round(10_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate)),
	),
	sampleRate,
});

describe('synthesize', () => {
	it('speaks without silence at the ends and without pauses that would end a turn', async () => {
		const speech = await synthesize('Stop, that is enough, thank you.', { voice: 'rms' });
		const voiced = voicedFrames(speech);
		expect(speech.sampleRate).toBe(16_000);
		expect(durationMs(speech)).toBeGreaterThan(1000);
		expect([voiced[0], voiced.at(-1)]).toEqual([true, true]);
		expect(voiced.map((frame) => (frame ? 'x' : ' ')).join('')).not.toContain(' '.repeat(11));
	});

	it('keeps its renderings', async () => {
		const first = await synthesize('Once.', { voice: 'slt' });
		expect(await synthesize('Once.', { voice: 'slt' })).toBe(first);
	});

	it('renders nothing for a text without words', async () => {
		expect(durationMs(await synthesize(' ', { voice: 'slt' }))).toBe(0);
	});
});

describe('wav', () => {
	it('reads what it has written', () => {
		const sound = sine(440, 24_000);
		expect(readWav(writeWav(sound))).toEqual(sound);
	});

	it('refuses anything but mono 16-bit PCM', () => {
		const stereo = writeWav(sine(440, 8000));
		stereo.writeUInt16LE(2, 22);
		expect(() => readWav(stereo)).toThrow('Only mono 16-bit PCM is supported.');
		expect(() => readWav(Buffer.from('hello, world'))).toThrow('Not a WAV file.');
	});
});

describe('resample', () => {
	it.each([
		[16_000, 48_000],
		[48_000, 16_000],
		[16_000, 24_000],
		[44_100, 16_000],
	])('keeps a tone from %i to %i Hz', (from, to) => {
		const resampled = resample(sine(1000, from), to);
		const expected = sine(1000, to);
		const worst = [...slice(resampled, 100, 900).samples].reduce(
			(most, sample, index) =>
				Math.max(most, Math.abs(sample - (slice(expected, 100, 900).samples[index] ?? 0))),
			0,
		);
		expect(worst).toBeLessThan(30);
	});

	it('removes what the lower rate cannot hold', () => {
		const removed = resample(sine(11_000, 48_000), 16_000);
		expect(energy(slice(removed, 100, 900).samples)).toBeLessThan(0.001);
	});
});

it('bytes of any alignment become the same samples', () => {
	const { samples } = sine(300, 8000);
	const shifted = Buffer.concat([Buffer.from([0]), toBytes({ samples, sampleRate: 8000 })]);
	expect(fromBytes(shifted.subarray(1), 8000).samples).toEqual(samples);
});
