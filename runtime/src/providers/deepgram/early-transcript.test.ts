import { createEarlyTranscript } from './early-transcript.ts';

const RATE = 16_000;
const chunk = (loudness: number) =>
	Int16Array.from({ length: RATE / 50 }, (_, index) => (index % 2 ? 1 : -1) * loudness);
const open = () => createEarlyTranscript<{ text: string }>(RATE);

function hear(early: ReturnType<typeof open>, loudness: number, chunks: number) {
	return Array.from({ length: chunks }, () => early.hear(chunk(loudness))).filter(Boolean);
}

describe('an early transcript', () => {
	it('is told once when the caller falls silent', () => {
		const early = open();
		hear(early, 6000, 20);
		expect(early.interim({ text: 'Hello there' })).toBeUndefined();
		expect(hear(early, 50, 20)).toEqual([{ text: 'Hello there' }]);
	});

	it('is told when the words arrive in the silence', () => {
		const early = open();
		hear(early, 6000, 20);
		expect(hear(early, 50, 5)).toEqual([]);
		expect(early.interim({ text: 'Hello there' })).toEqual({ text: 'Hello there' });
		expect(early.interim({ text: 'Hello there' })).toBeUndefined();
		expect(early.interim({ text: 'Hello there again' })).toEqual({ text: 'Hello there again' });
	});

	it('is not told in the gaps within words, nor in a noisy room while the caller speaks', () => {
		const early = open();
		early.interim({ text: 'Hello' });
		for (let word = 0; word < 5; word++) {
			expect(hear(early, 6000, 10)).toEqual([]);
			expect(hear(early, 50, 2)).toEqual([]);
		}
		expect(hear(early, 2500, 20)).toEqual([]);
	});

	it('needs no guess after the final transcript', () => {
		const early = open();
		hear(early, 6000, 20);
		early.interim({ text: 'Hello' });
		early.final();
		expect(hear(early, 50, 20)).toEqual([]);
	});
});
