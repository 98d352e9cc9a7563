import { concatenate, silence } from '../speech/pcm.ts';
import type { Pcm } from '../speech/pcm.ts';
import { CALL_RATE, FRAME_SAMPLES, isVoiced } from './frame.ts';
import { createMicrophone } from './microphone.ts';

const voice = (lengthMs: number): Pcm => {
	const { samples, sampleRate } = silence(lengthMs, CALL_RATE);
	return { samples: samples.map((_, index) => (index % 2 ? 4_000 : -4_000)), sampleRate };
};

/** A microphone on a clock of its own, which every sleep moves on, up to 2 s. */
function open({ stallAtMs = Infinity, stallMs = 0 } = {}) {
	const sent: { frame: Int16Array; atMs: number }[] = [];
	const [ended, closed] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
	let clock = 0;
	let stallsAt = stallAtMs;
	const microphone = createMicrophone({
		now: () => clock,
		async sleep(ms) {
			// Timers of a whole millisecond wake up a little late.
			clock += ms + 0.4;
			if (clock < 2_000) return;
			ended.resolve(null);
			await closed.promise;
		},
		send() {
			if (clock >= stallsAt) {
				clock += stallMs;
				stallsAt = Infinity;
			}
			return Promise.resolve();
		},
		onSent: (frame, atMs) => sent.push({ frame, atMs }),
	});
	const stop = async () => {
		const stopping = microphone.stop();
		closed.resolve(null);
		await stopping;
	};
	const play = async () => {
		await ended.promise;
		await stop();
		return sent;
	};
	return { sent, microphone, play, stop };
}

describe('the microphone', () => {
	it('sends one whole frame every 10 ms without drift, silence when nothing is said', async () => {
		const sent = await open().play();

		expect(sent).toHaveLength(200);
		expect(sent.every(({ atMs }, index) => atMs >= index * 10 && atMs < index * 10 + 1)).toBe(true);
		expect(sent.every(({ frame }) => frame.length === FRAME_SAMPLES && !isVoiced(frame))).toBe(
			true,
		);
	});

	it('says when the first and the last voiced frame were handed over', async () => {
		const { sent, microphone, play } = open();
		const clip = concatenate([
			silence(50, CALL_RATE),
			voice(100),
			silence(100, CALL_RATE),
			voice(100),
			silence(500, CALL_RATE),
		]);
		const spoken = await microphone.say(clip.samples);
		const voiced = sent.filter(({ frame }) => isVoiced(frame));
		await play();

		expect(voiced).toHaveLength(20);
		expect(spoken).toEqual({
			firstVoicedMs: voiced[0]!.atMs,
			lastVoicedMs: voiced.at(-1)!.atMs,
		});
	});

	it('makes up for a short stall, so that later frames are on time again', async () => {
		const { microphone, play } = open({ stallAtMs: 500, stallMs: 60 });
		const sent = await play();

		expect(sent).toHaveLength(200);
		expect(sent.at(-1)!.atMs).toBeLessThan(1_991);
		expect(microphone.worstLateMs()).toBeGreaterThan(40);
	});

	it('leaves a hole after a long stall instead of a burst', async () => {
		const sent = await open({ stallAtMs: 500, stallMs: 400 }).play();

		expect(sent.length).toBeLessThan(165);
		const gaps = sent.slice(1).map(({ atMs }, index) => atMs - sent[index]!.atMs);
		expect(gaps.filter((gap) => gap < 5)).toEqual([]);
	});

	it('refuses a clip without voice, and fails what is unsaid when the call ends', async () => {
		const { microphone, stop } = open();
		await expect(microphone.say(silence(100, CALL_RATE).samples)).rejects.toMatchObject({
			code: 'invalid_request',
		});
		const unsaid = microphone.say(voice(5_000).samples);
		const [failure] = await Promise.all([unsaid.catch((error: unknown) => error), stop()]);
		expect(failure).toMatchObject({ code: 'conflict' });
	});
});
