import { initializeLogger, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { followFirstSounds } from './first-sounds.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

const RATE = 24_000;
const frame = (lengthMs: number, level: number): AudioFrame => {
	const size = (RATE * lengthMs) / 1000;
	return new AudioFrame(new Int16Array(size).fill(level * 32_767), RATE, 1, size);
};

/** The framework's output without a room behind it. */
class Speaker extends voice.AudioOutput {
	#playing = false;
	readonly #now: () => number;

	constructor(now: () => number) {
		super(RATE);
		this.#now = now;
	}

	override async captureFrame(given: AudioFrame): Promise<void> {
		await super.captureFrame(given);
		if (!this.#playing) this.onPlaybackStarted(this.#now());
		this.#playing = true;
	}

	override flush(): void {
		super.flush();
		this.#playing = false;
	}

	override clearBuffer(): void {
		this.#playing = false;
	}
}

describe('the first sound of a speech', () => {
	let now: number;
	let speaker: Speaker;
	beforeEach(() => {
		now = 1_000;
		speaker = new Speaker(() => now);
	});

	it('comes after the silence that the voice began with', async () => {
		const sounds = followFirstSounds(speaker, () => now);
		await speaker.captureFrame(frame(20, 0));
		await speaker.captureFrame(frame(20, 0));
		await speaker.captureFrame(frame(20, 0.1));
		expect(sounds.after(1_000)).toBe(1_040);
	});

	it('comes when it was there, if the voice was slower than it is played', async () => {
		const sounds = followFirstSounds(speaker, () => now);
		await speaker.captureFrame(frame(20, 0));
		now = 1_500;
		await speaker.captureFrame(frame(20, 0.1));
		expect(sounds.after(1_000)).toBe(1_500);
	});

	it('is that of the speech that was asked for', async () => {
		const sounds = followFirstSounds(speaker, () => now);
		await speaker.captureFrame(frame(20, 0.1));
		speaker.flush();
		now = 5_000;
		await speaker.captureFrame(frame(40, 0));
		speaker.clearBuffer();
		now = 6_000;
		await speaker.captureFrame(frame(30, 0));
		await speaker.captureFrame(frame(30, 0.1));
		expect([1_000, 5_000, 6_000, 7_000].map((at) => sounds.after(at))).toEqual([
			1_000,
			undefined,
			6_030,
			undefined,
		]);
	});
});
