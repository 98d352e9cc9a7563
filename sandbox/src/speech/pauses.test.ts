import { officeAssistant } from '../scenario/office-assistant.ts';
import { pauses } from '../scenario/pauses.ts';
import { lengthenPause, longestPause } from './pauses.ts';
import { durationMs, silence } from './pcm.ts';
import { createRecogniser } from './recogniser.ts';
import type { Recogniser } from './recogniser.ts';
import { synthesize } from './synthesize.ts';

describe('a pause in a sentence', () => {
	it('is found at the comma and lengthened to what is wanted', async () => {
		const speech = await synthesize('Yes, send it.', { voice: 'rms' });
		const paused = lengthenPause(speech, 700);
		const pause = longestPause(paused);
		expect((pause?.endMs ?? 0) - (pause?.startMs ?? 0)).toBe(700);
		expect(pause?.startMs).toBe(longestPause(speech)?.startMs);
		expect(durationMs(paused)).toBeGreaterThan(durationMs(speech) + 500);
	});

	it('is not made where there is none', () => {
		expect(longestPause(silence(500, 16_000))).toBeUndefined();
		expect(() => lengthenPause(silence(500, 16_000), 700)).toThrow(TypeError);
	});
});

describe('the recogniser, of a sentence that is broken off', () => {
	let recogniser: Recogniser;
	const halves = pauses.halves ?? {};
	beforeAll(async () => {
		const phrases = [...pauses.phrases, ...officeAssistant.phrases];
		recogniser = await createRecogniser({ phrases, voices: ['rms'], halves });
	}, 60_000);

	it.each(Object.keys(halves))('knows the first part and the whole of "%s"', async (sentence) => {
		const speech = lengthenPause(await synthesize(sentence, { voice: 'rms' }), 700);
		const pause = longestPause(speech);
		const samples = speech.samples.subarray(0, ((pause?.startMs ?? 0) + 200) * 16);
		const half = recogniser.recognise({ samples, sampleRate: 16_000 });
		expect(half).toMatchObject({ text: halves[sentence], isHalf: true });
		expect(recogniser.recognise(speech)?.text).toBe(sentence);
		// What is delivered of the whole sentence later begins with the next word.
		expect(sentence.split(' ').slice(half?.words.length).join(' ')).toBe(
			sentence.slice(sentence.indexOf(',') + 2),
		);
	});
});
