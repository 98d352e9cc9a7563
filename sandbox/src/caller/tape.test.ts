import { FRAME_SAMPLES } from './frame.ts';
import { createTape, mix } from './tape.ts';

const frame = (value: number) => new Int16Array(FRAME_SAMPLES).fill(value);

describe('the tape', () => {
	it('begins with the call and keeps frames that came in a burst one after the other', () => {
		const tape = createTape();
		tape.put(frame(1), 1_000);
		tape.put(frame(2), 1_045);
		tape.put(frame(3), 1_045);
		const { samples } = tape.pcm();

		expect(samples).toHaveLength(48_000 + 3 * FRAME_SAMPLES);
		expect([47_999, 48_000, 48_480, 48_960].map((index) => samples[index])).toEqual([0, 1, 2, 3]);
	});

	it('keeps a hole as long as it was', () => {
		const tape = createTape();
		tape.put(frame(1), 0);
		tape.put(frame(2), 2_000);

		expect(tape.pcm().samples[96_000]).toBe(2);
		expect(tape.pcm().samples[95_999]).toBe(0);
	});

	it('mixes two sides without overflow', () => {
		const side = (...values: number[]) => ({
			samples: Int16Array.from(values),
			sampleRate: 48_000,
		});

		expect([...mix(side(1, 30_000), side(2, 30_000, 5)).samples]).toEqual([3, 32_767, 5]);
	});
});
