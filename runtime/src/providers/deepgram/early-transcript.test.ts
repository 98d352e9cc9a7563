import { createEarlyTranscript, type Interim } from './early-transcript.ts';

const RATE = 16_000;
const CHUNK_MS = 20;
const chunk = (loudness: number) =>
	Int16Array.from(
		{ length: (RATE * CHUNK_MS) / 1000 },
		(_, index) => (index % 2 ? 1 : -1) * loudness,
	);
const open = () => createEarlyTranscript<Interim>(RATE);

function hear(early: ReturnType<typeof open>, loudness: number, chunks: number) {
	return Array.from({ length: chunks }, () => early.hear(chunk(loudness))).filter(Boolean);
}

describe('an early transcript', () => {
	it('is told once when the caller falls silent', () => {
		const early = open();
		hear(early, 6000, 20);
		const words = { text: 'Hello there', endMs: 400 };
		expect(early.interim(words)).toBeUndefined();
		expect(hear(early, 50, 20)).toEqual([words]);
	});

	it('is told when the words arrive in the silence', () => {
		const early = open();
		hear(early, 6000, 20);
		expect(hear(early, 50, 5)).toEqual([]);
		const words = { text: 'Hello there', endMs: 380 };
		expect(early.interim(words)).toEqual(words);
		expect(early.interim(words)).toBeUndefined();
	});

	it('is not told while the sound of another word is without words', () => {
		const early = open();
		hear(early, 6000, 30);
		early.interim({ text: 'Hello', endMs: 300 });
		expect(hear(early, 50, 20)).toEqual([]);
		const all = { text: 'Hello there', endMs: 590 };
		expect(early.interim(all)).toEqual(all);
	});

	it('is not told in the gaps within words, nor in a noisy room while the caller speaks', () => {
		const early = open();
		early.interim({ text: 'Hello', endMs: 10_000 });
		for (let word = 0; word < 5; word++) {
			expect(hear(early, 6000, 10)).toEqual([]);
			expect(hear(early, 50, 2)).toEqual([]);
		}
		expect(hear(early, 2500, 20)).toEqual([]);
	});

	it('needs no guess after the final transcript', () => {
		const early = open();
		hear(early, 6000, 20);
		early.interim({ text: 'Hello', endMs: 400 });
		early.final();
		expect(hear(early, 50, 20)).toEqual([]);
	});
});
