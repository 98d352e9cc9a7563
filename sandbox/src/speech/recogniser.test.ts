import { officeAssistant } from '../scenario/office-assistant.ts';
import { concatenate, fromBytes, silence, slice, toBytes } from './pcm.ts';
import type { Pcm } from './pcm.ts';
import { createRecogniser } from './recogniser.ts';
import type { Recogniser } from './recogniser.ts';
import { resample } from './resample.ts';
import { synthesize } from './synthesize.ts';

const { phrases } = officeAssistant;
const UNKNOWN = [
	'Please send that answer to Peter by email.',
	'When is the market open?',
	'Yes, cancel it.',
	'Could you repair that again?',
	'What can you see for me?',
	'Purple elephants dance on the roof.',
	'I would like a pizza with extra cheese.',
];

/** The same noise in every run. */
function createNoise(): () => number {
	let state = 1;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return (state / 2 ** 31 - 1) * Math.sqrt(3);
	};
}

/** Gain, noise that follows the signal as a codec's does, and a line's constant noise. */
function degrade({ samples, sampleRate }: Pcm, gain: number, noise = createNoise()): Pcm {
	const degraded = samples.map((sample) =>
		Math.round(sample * gain * (1 + 0.1 * noise()) + 0.0005 * 32_768 * noise()),
	);
	return { samples: degraded, sampleRate };
}

describe('recogniser', () => {
	let recogniser: Recogniser;
	beforeAll(async () => {
		recogniser = await createRecogniser({ phrases, voices: ['rms', 'awb', 'slt'] });
	}, 60_000);

	it.each(phrases)('recognises "%s" in each voice', async (phrase) => {
		for (const voice of ['rms', 'awb', 'slt'] as const) {
			const speech = await synthesize(phrase, { voice });
			expect(recogniser.recognise(speech)?.text).toBe(phrase);
		}
	});

	it.each(phrases)('recognises "%s" through a call: 48 kHz, noisy, quiet', async (phrase) => {
		for (const gain of [0.2, 1, 1.8]) {
			const speech = resample(await synthesize(phrase, { voice: 'rms' }), 48_000);
			const travelled = degrade(resample(degrade(speech, gain), 24_000), 1);
			const padded = concatenate([silence(900, 24_000), travelled, silence(1000, 24_000)]);
			expect(recogniser.recognise(resample(padded, 16_000))?.text).toBe(phrase);
		}
	});

	it.each(UNKNOWN)('rejects "%s"', async (sentence) => {
		for (const voice of ['rms', 'awb', 'slt'] as const) {
			expect(recogniser.recognise(await synthesize(sentence, { voice }))).toBeUndefined();
		}
	});

	it('rejects noise, silence and half a phrase', async () => {
		const speech = await synthesize('When is the office open?', { voice: 'rms' });
		const noise = createNoise();
		const hiss = { samples: new Int16Array(32_000).map(() => 3000 * noise()), sampleRate: 16_000 };
		expect(recogniser.recognise(hiss)).toBeUndefined();
		expect(recogniser.recognise(silence(1000, 16_000))).toBeUndefined();
		expect(recogniser.recognise(silence(0, 16_000))).toBeUndefined();
		expect(recogniser.recognise(slice(speech, 0, 700))).toBeUndefined();
	});

	it('understands a growing part of a phrase while it is spoken', async () => {
		const phrase = 'What does our travel policy say about train tickets?';
		const speech = degrade(await synthesize(phrase, { voice: 'rms' }), 0.5);
		const heard = [1000, 2000, 3000].map(
			(endMs) => recogniser.recognise(slice(speech, 0, endMs), { partial: true })?.text ?? '',
		);
		expect(heard.every((text) => text !== '' && phrase.startsWith(text))).toBe(true);
		expect(heard.map((text) => text.length)).toEqual(
			heard.map((text) => text.length).sort((a, b) => a - b),
		);
		expect(new Set(heard).size).toBe(3);
	});

	it('recognises an answer of several sentences that were rendered one by one', async () => {
		const sentences = ['Here is what I found.', 'Second class is paid.', 'First class is not.'];
		const answer = sentences.join(' ');
		const answers = await createRecogniser({
			phrases: [answer, phrases[0] ?? ''],
			voices: ['slt'],
		});
		const parts = await Promise.all(sentences.map((text) => synthesize(text, { voice: 'slt' })));
		const pause = silence(200, 16_000);
		const speech = concatenate(parts.flatMap((part) => [part, pause]));
		expect(answers.recognise(degrade(speech, 0.6))?.text).toBe(answer);
	});

	it('survives being cut into network packets of odd sizes', async () => {
		const speech = await synthesize('Yes, send it.', { voice: 'rms' });
		const bytes = toBytes(speech);
		const packets = Array.from({ length: Math.ceil(bytes.length / 322) }, (_, index) =>
			bytes.subarray(index * 322, (index + 1) * 322),
		);
		const joined = fromBytes(Buffer.concat(packets), speech.sampleRate);
		expect(recogniser.recognise(joined)?.text).toBe('Yes, send it.');
	});
});
