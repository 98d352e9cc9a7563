import { VADEventType } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { createSpeechEnds } from './speech-ends.ts';

const RATE = 16_000;
/** What the VAD looks at, at once. */
const WINDOW_MS = 32;

/** A tone with this root mean square, 0 to 1. */
const sound = (lengthMs: number, level: number): Int16Array =>
	Int16Array.from({ length: (RATE * lengthMs) / 1000 }, (_, index) =>
		Math.round(level * Math.SQRT2 * 32_767 * Math.sin((2 * Math.PI * 440 * index) / RATE)),
	);

/** Plays sounds to the VAD's listener as a VAD would; the clock begins at 10 s. */
function hearing() {
	let now = 10_000;
	const ends = createSpeechEnds(() => now);
	const hear = (type: VADEventType, samples: Int16Array = new Int16Array()): void =>
		ends.hear({
			type,
			frames: [new AudioFrame(samples, RATE, 1, samples.length)],
			inferenceDuration: 0,
		});
	return {
		...ends,
		/** @param lateMs - How late each window is delivered. */
		play(sounds: Int16Array[], lateMs: (window: number) => number = () => 0) {
			const samples = Int16Array.from(sounds.flatMap((one) => [...one]));
			const size = (RATE * WINDOW_MS) / 1000;
			for (let window = 0; (window + 1) * size <= samples.length; window++) {
				now = 10_000 + (window + 1) * WINDOW_MS + lateMs(window);
				hear(VADEventType.INFERENCE_DONE, samples.subarray(window * size, (window + 1) * size));
			}
			hear(VADEventType.END_OF_SPEECH);
		},
	};
}

describe('the end of speech', () => {
	it('is its last sound, although the VAD says so later', () => {
		const heard = hearing();
		heard.play([sound(600, 0.1), sound(360, 0)]);
		expect(heard.lastSoundBefore(10_700)).toBe(10_600);
	});

	it('is found in a room that is never quiet', () => {
		const heard = hearing();
		heard.play([sound(600, 0.1), sound(360, 0.015)]);
		expect(heard.lastSoundBefore(10_700)).toBe(10_600);
	});

	it('is not moved by frames that come late', () => {
		const heard = hearing();
		heard.play([sound(600, 0.1), sound(360, 0)], (window) => (window % 3 === 1 ? 0 : 45));
		expect(heard.lastSoundBefore(10_700)).toBe(10_600);
	});

	it('is unknown for a speech that was not heard, or that ended long ago', () => {
		const heard = hearing();
		expect(heard.lastSoundBefore(10_700)).toBeUndefined();
		heard.play([sound(600, 0.1), sound(360, 0)]);
		expect(heard.lastSoundBefore(10_400)).toBeUndefined();
		expect(heard.lastSoundBefore(15_000)).toBeUndefined();
	});
});
