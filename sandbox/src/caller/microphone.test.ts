import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { concatenate, silence } from '../speech/pcm.ts';
import type { Pcm } from '../speech/pcm.ts';
import { CALL_RATE, FRAME_SAMPLES, isVoiced } from './frame.ts';
import { createMicrophone } from './microphone.ts';

const voice = (lengthMs: number): Pcm => {
	const { samples, sampleRate } = silence(lengthMs, CALL_RATE);
	return { samples: samples.map((_, index) => (index % 2 ? 4_000 : -4_000)), sampleRate };
};

function open() {
	const sent: { frame: Int16Array; atMs: number }[] = [];
	const microphone = createMicrophone({
		now: () => performance.now(),
		send: () => Promise.resolve(),
		onSent: (frame, atMs) => sent.push({ frame, atMs }),
	});
	return { sent, microphone };
}

/** Keeps the process from doing anything else. */
function stall(lengthMs: number): void {
	const until = performance.now() + lengthMs;
	while (performance.now() < until);
}

describe('the microphone', () => {
	it('sends one whole frame every 10 ms, silence when nothing is said', async () => {
		const { sent, microphone } = open();
		await sleep(1_000);
		await microphone.stop();

		const sentForMs = sent.at(-1)!.atMs - sent[0]!.atMs;
		expect(Math.abs(sent.length - 1 - sentForMs / 10)).toBeLessThan(3);
		expect(sent.every(({ frame }) => frame.length === FRAME_SAMPLES && !isVoiced(frame))).toBe(
			true,
		);
	});

	it('says when the first and the last voiced frame were handed over, and ends a clip there', async () => {
		const { sent, microphone } = open();
		const clip = concatenate([
			silence(50, CALL_RATE),
			voice(100),
			silence(100, CALL_RATE),
			voice(100),
			silence(500, CALL_RATE),
		]);
		const spoken = await microphone.say(clip.samples);
		const voiced = sent.filter(({ frame }) => isVoiced(frame));
		await microphone.stop();

		expect(voiced).toHaveLength(20);
		expect(spoken).toEqual({
			firstVoicedMs: voiced[0]!.atMs,
			lastVoicedMs: voiced.at(-1)!.atMs,
		});
	});

	it('makes up for a short stall, so that later frames are on time again', async () => {
		const { sent, microphone } = open();
		await sleep(100);
		stall(60);
		await sleep(200);
		await microphone.stop();

		expect(microphone.worstLateMs()).toBeGreaterThan(40);
		const sentForMs = sent.at(-1)!.atMs - sent[0]!.atMs;
		expect(Math.abs(sent.length - 1 - sentForMs / 10)).toBeLessThan(3);
	});

	it('leaves a hole after a long stall instead of a burst', async () => {
		const { sent, microphone } = open();
		await sleep(50);
		stall(400);
		await sleep(50);
		await microphone.stop();

		const sentForMs = sent.at(-1)!.atMs - sent[0]!.atMs;
		expect(sent.length).toBeLessThan(sentForMs / 10 - 30);
	});

	it('refuses a clip without voice, and fails what is unsaid when the call ends', async () => {
		const { microphone } = open();
		await expect(microphone.say(silence(100, CALL_RATE).samples)).rejects.toMatchObject({
			code: 'invalid_request',
		});
		const unsaid = microphone.say(voice(5_000).samples);
		const [failure] = await Promise.all([
			unsaid.catch((error: unknown) => error),
			microphone.stop(),
		]);
		expect(failure).toMatchObject({ code: 'conflict' });
	});
});
