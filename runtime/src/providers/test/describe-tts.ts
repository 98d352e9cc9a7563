import { initializeLogger, tts } from '@livekit/agents';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import {
	startSimulatedProviders,
	type SimulatedProviders,
} from '../../../../sandbox/src/providers/start-simulated-providers.ts';

/** What every voice of the runtime must do, on a server that speaks the real protocol. */
export function describeTts(
	name: string,
	create: (options: { baseUrl: string; apiKey: string }) => tts.TTS,
): void {
	describe(name, () => {
		let providers: SimulatedProviders;
		beforeAll(async () => {
			initializeLogger({ pretty: false, level: 'silent' });
			providers = await startSimulatedProviders({
				scenario: officeAssistant,
				seed: 1,
				latency: 'fixed',
			});
		});
		afterAll(() => providers.close());

		it('speaks all sentences of an answer that arrives word by word', async () => {
			const voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'key' });
			const one = await speak(voice, 'The office opens at nine.');
			const two = await speak(voice, 'The office opens at nine. It closes at six in the evening.');
			expect(one.seconds).toBeGreaterThan(0.8);
			expect(two.seconds).toBeGreaterThan(one.seconds + 0.8);
			expect(two.loudest).toBeGreaterThan(3000);
			await voice.close();
		}, 30_000);

		it('gives 24 kHz mono, so that nothing resamples it', () => {
			const voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'key' });
			expect([voice.sampleRate, voice.numChannels]).toEqual([24_000, 1]);
		});

		it('promises no word times, because the framework would wait for them', () => {
			const voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'key' });
			expect(voice.capabilities).toMatchObject({ streaming: true, alignedTranscript: false });
		});

		it('reports a refused key', async () => {
			const voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'wrong-key' });
			const failed = new Promise<{ recoverable: boolean }>((resolve) => voice.on('error', resolve));
			const speaking = speak(voice, 'Hello there.').catch(() => undefined);
			await expect(failed).resolves.toMatchObject({ type: 'tts_error' });
			await speaking;
			await voice.close();
		}, 30_000);
	});
}

async function speak(voice: tts.TTS, text: string): Promise<{ seconds: number; loudest: number }> {
	const stream = voice.stream({
		connOptions: { maxRetry: 0, retryIntervalMs: 100, timeoutMs: 3000 },
	});
	// eslint-disable-next-line @typescript-eslint/no-deprecated -- how words arrive one by one
	for (const word of text.split(/(?<= )/)) stream.pushText(word);
	stream.endInput();
	let seconds = 0;
	let loudest = 0;
	for await (const audio of stream) {
		if (audio === tts.SynthesizeStream.END_OF_STREAM) continue;
		seconds += audio.frame.samplesPerChannel / audio.frame.sampleRate;
		for (const sample of audio.frame.data) loudest = Math.max(loudest, Math.abs(sample));
	}
	return { seconds, loudest };
}
