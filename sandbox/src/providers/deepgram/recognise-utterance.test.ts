import { concatenate, silence, slice } from '../../speech/pcm.ts';
import { createRecogniser } from '../../speech/recogniser.ts';
import type { Recogniser } from '../../speech/recogniser.ts';
import { synthesize } from '../../speech/synthesize.ts';
import { recogniseEndedUtterance, recogniseUtterance } from './recognise-utterance.ts';

const PHRASE = 'No, do not send it.';

describe('an utterance', () => {
	let recogniser: Recogniser;
	beforeAll(async () => {
		recogniser = await createRecogniser({
			phrases: [PHRASE, 'Yes, send it.'],
			voices: ['rms'],
		});
	}, 60_000);
	const speech = () => synthesize(PHRASE, { voice: 'rms' });

	it('is the phrase after a sound that is none', async () => {
		const noise = slice(await synthesize('Purple elephants.', { voice: 'rms' }), 0, 400);
		const heard = concatenate([noise, silence(500, 16_000), await speech()]);
		const recognition = recogniseUtterance(recogniser, heard);
		expect(recognition?.text).toBe(PHRASE);
		expect(recognition?.words[0]?.startMs).toBeGreaterThanOrEqual(890);
	});

	it('is one phrase however long its pauses are', async () => {
		const pause = silence(700, 16_000);
		const [before, after] = [slice(await speech(), 0, 350), slice(await speech(), 350)];
		expect(recogniseUtterance(recogniser, concatenate([before, pause, after]))?.text).toBe(PHRASE);
	});

	it('is the phrase before a sound that is none, once it is over', async () => {
		const noise = slice(await synthesize('Purple elephants.', { voice: 'rms' }), 0, 400);
		const heard = concatenate([await speech(), silence(80, 16_000), noise]);
		expect(recogniseUtterance(recogniser, heard)).toBeUndefined();
		expect(recogniseEndedUtterance(recogniser, heard)?.text).toBe(PHRASE);
	});

	it('is nothing when neither the whole nor its end is a phrase', async () => {
		const half = slice(await speech(), 0, 600);
		const heard = concatenate([half, silence(500, 16_000), half]);
		expect(recogniseEndedUtterance(recogniser, heard)).toBeUndefined();
	});
});
