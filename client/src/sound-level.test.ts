import { loudness } from './sound-level.ts';

describe('loudness', () => {
	const tone = (amplitude: number) =>
		Array.from({ length: 512 }, (_, index) => amplitude * Math.sin(index / 5));

	it('is 0 for silence and 1 for a loud voice', () => {
		expect(loudness(tone(0))).toBe(0);
		expect(loudness(tone(0.9))).toBe(1);
	});

	it('rises evenly with decibels', () => {
		expect(loudness(tone(0.1)) - loudness(tone(0.01))).toBeCloseTo(20 / 45, 2);
	});
});
