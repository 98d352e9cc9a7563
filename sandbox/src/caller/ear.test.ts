import { createEar } from './ear.ts';
import { FRAME_SAMPLES } from './frame.ts';

const loud = new Int16Array(FRAME_SAMPLES).fill(3_000);
const quiet = new Int16Array(FRAME_SAMPLES).fill(20);

/** Hears `frames` frames from an instant on. */
function hear(
	ear: ReturnType<typeof createEar>,
	frame: Int16Array,
	fromMs: number,
	frames: number,
) {
	for (let index = 0; index < frames; index++) ear.hear(frame, fromMs + index * 10);
}

describe('the ear', () => {
	it('takes a pause between words for the same speech and a longer one for its end', () => {
		const ear = createEar();
		hear(ear, loud, 1_000, 20);
		hear(ear, quiet, 1_200, 25);
		hear(ear, loud, 1_450, 10);
		hear(ear, quiet, 1_550, 40);
		hear(ear, loud, 1_950, 10);

		expect(ear.speech(0).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
			[1_000, 1_550],
			[1_950, 2_050],
		]);
		expect(ear.quietSinceMs()).toBe(2_050);
	});

	it('parts an answer from the speech that it followed at once', () => {
		const ear = createEar();
		hear(ear, loud, 1_000, 20);
		hear(ear, quiet, 1_200, 15);
		hear(ear, loud, 1_350, 10);

		expect(ear.speech(0)).toHaveLength(1);
		expect(ear.speech(1_200)).toEqual([{ startMs: 1_350, endMs: 1_450, frames: 10 }]);
	});

	it('takes a click for no speech', () => {
		const ear = createEar();
		hear(ear, loud, 100, 2);
		expect(ear.speech(0)).toEqual([]);
		expect(ear.quietSinceMs()).toBe(-Infinity);
		hear(ear, loud, 1_000, 10);

		expect(ear.speech(0).map(({ startMs }) => startMs)).toEqual([1_000]);
		expect(ear.heard()).toHaveLength(12);
	});
});
