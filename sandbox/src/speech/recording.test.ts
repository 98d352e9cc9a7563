import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { durationMs, concatenate, silence } from './pcm.ts';
import { createRecogniser } from './recogniser.ts';
import { readRecording } from './recording.ts';
import { resample } from './resample.ts';
import { synthesize } from './synthesize.ts';
import { writeWav } from './wav.ts';

const SENTENCE = 'Please enter your phone number, starting with the area code.';
const OTHER = 'When is the office open?';
const TELEPHONE_RATE = 8_000;

describe('a recording of somebody who is not one of the synthetic voices', () => {
	let folder: string;
	let path: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'recording-'));
		path = join(folder, 'sentence.wav');
		const pause = silence(400, TELEPHONE_RATE);
		const speech = resample(await synthesize(SENTENCE, { voice: 'slt' }), TELEPHONE_RATE);
		await writeFile(path, writeWav(concatenate([pause, speech, pause])));
	});
	afterAll(() => rm(folder, { recursive: true }));

	it('is read like a rendering: 16 kHz, without the silence around it', async () => {
		const recording = await readRecording(path);
		const speech = await synthesize(SENTENCE, { voice: 'slt' });
		expect(recording.sampleRate).toBe(16_000);
		// Over the telephone a fading end is lost in the silence.
		expect(durationMs(recording)).toBeLessThanOrEqual(durationMs(speech));
		expect(durationMs(recording)).toBeGreaterThan(durationMs(speech) - 300);
	});

	it('is understood by a recogniser that was given it, and not taken for another phrase', async () => {
		const phrases = [OTHER, SENTENCE];
		const recordings = { [SENTENCE]: path };
		const recogniser = await createRecogniser({ phrases, voices: ['rms'], recordings });
		expect(recogniser.recognise(await readRecording(path))?.text).toBe(SENTENCE);
		const spoken = await synthesize(OTHER, { voice: 'rms' });
		expect(recogniser.recognise(spoken)?.text).toBe(OTHER);
	});

	it('that is missing is an error', async () => {
		await expect(readRecording(join(folder, 'other.wav'))).rejects.toThrow(/ENOENT/);
	});
});
