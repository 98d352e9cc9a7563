import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger, type tts } from '@livekit/agents';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import {
	startSimulatedProviders,
	type SimulatedProviders,
} from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { createConformance, TIMEOUT_MS } from './conformance.ts';
import { declareTtsFaults, SENTENCE, LONG } from './describe-tts-faults.ts';
import { speakWith, type Speaking } from './speak.ts';

/**
 * What every voice of the runtime must do, on a server that speaks the real protocol.
 *
 * @param knownFailures - Titles of the tests that this one is known to fail.
 */
export function describeTts(
	name: string,
	create: (options: {
		baseUrl: string;
		apiKey: string;
		voice?: string;
	}) => tts.TTS & { prewarm(): void },
	{ knownFailures = [] }: { knownFailures?: readonly string[] } = {},
): void {
	describe(name, () => {
		const { must, checkKnownFailures } = createConformance(knownFailures);
		let providers: SimulatedProviders;
		let voice: ReturnType<typeof create>;
		beforeAll(async () => {
			initializeLogger({ pretty: false, level: 'silent' });
			providers = await startSimulatedProviders({
				scenario: officeAssistant,
				seed: 1,
				latency: 'fixed',
			});
		}, TIMEOUT_MS);
		beforeEach(() => {
			voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'key' });
		});
		afterEach(async () => {
			await voice.close();
			await fetch(providers.controlUrl, { method: 'DELETE' });
		});
		afterAll(() => providers.close());

		async function speak(text: string, options?: { retries: number }): Promise<Speaking> {
			const speaking = speakWith(voice, options);
			speaking.writeAll(text);
			await Promise.race([speaking.ended, sleep(8000)]);
			return speaking;
		}
		/** How often something was asked of Cartesia since a moment. */
		const count = (what: string, since: number): number =>
			providers.requests().filter((request) => request.atMs >= since && request.what === what)
				.length;

		checkKnownFailures();

		must('speaks all sentences of an answer that arrives word by word', async () => {
			const one = await speak(SENTENCE);
			const two = await speak(LONG);
			expect(one.seconds()).toBeGreaterThan(0.8);
			expect(two.seconds()).toBeGreaterThan(one.seconds() + 1.6);
			expect(two.loudest()).toBeGreaterThan(3000);
		});

		must('gives 24 kHz mono, so that nothing resamples it', async () => {
			const { frames } = await speak(SENTENCE);
			expect([voice.sampleRate, voice.numChannels]).toEqual([24_000, 1]);
			expect(frames[0]?.frame).toMatchObject({ sampleRate: 24_000, channels: 1 });
		});

		must('promises no word times, because the framework would wait for them', async () => {
			expect(voice.capabilities).toMatchObject({ streaming: true, alignedTranscript: false });
			await voice.close();
		});

		must('gives short frames, so that the first one leaves at once', async () => {
			const { frames } = await speak(SENTENCE);
			expect(Math.max(...frames.map(({ frame }) => frame.samplesPerChannel))).toBe(480);
		});

		must('speaks the first clause before the second is written', async () => {
			const speaking = speakWith(voice);
			speaking.write('The office opens at nine, ');
			expect(await Promise.race([speaking.firstSound, sleep(1500)])).toBeDefined();
			speaking.writeAll('and it closes at six.');
			await speaking.ended;
		});

		must('speaks on after the model paused in the middle of its answer', async () => {
			const speaking = speakWith(voice);
			speaking.write('The office opens at nine. ');
			await sleep(2500);
			const secondsBefore = speaking.seconds();
			speaking.writeAll('It closes at six in the evening.');
			await speaking.ended;
			expect(speaking.errors).toEqual([]);
			expect(speaking.seconds()).toBeGreaterThan(secondsBefore + 0.8);
		});

		must('measures the time to the first sound and counts the characters', async () => {
			const { metrics } = await speak(SENTENCE);
			expect(metrics).toMatchObject([
				{ cancelled: false, charactersCount: SENTENCE.length, ttfbMs: expect.any(Number) },
			]);
			expect(metrics[0]?.ttfbMs).toBeGreaterThanOrEqual(55);
			expect(metrics[0]?.ttfbMs).toBeLessThan(1000);
		});

		must('is silent without a fault when there is nothing to say', async () => {
			const speaking = await speak(' \n');
			expect(speaking.frames).toEqual([]);
			expect(speaking.errors).toEqual([]);
		});

		must('opens the connection ahead of the first words and keeps it', async () => {
			const since = Date.now();
			voice.prewarm();
			await sleep(200);
			expect(count('websocket', since)).toBe(1);
			await speak(SENTENCE);
			await speak(SENTENCE);
			expect(count('websocket', since)).toBe(1);
		});

		must('stops an interrupted answer and speaks the next over the same connection', async () => {
			const since = Date.now();
			const interrupted = speakWith(voice);
			interrupted.writeAll(LONG);
			await interrupted.firstSound;
			interrupted.stream.close();
			await interrupted.ended;
			const next = await speak(SENTENCE);
			expect(next.seconds()).toBeGreaterThan(0.8);
			expect(next.errors).toEqual([]);
			expect(count('cancel', since)).toBe(1);
			expect(count('websocket', since)).toBe(1);
		});

		must('speaks two answers at once, as when the second replaces a guess', async () => {
			const both = [speakWith(voice), speakWith(voice)];
			for (const speaking of both) speaking.writeAll(SENTENCE);
			await Promise.all(both.map(({ ended }) => ended));
			for (const speaking of both) expect(speaking.seconds()).toBeGreaterThan(0.8);
		});

		must('reports a refused key', async () => {
			await voice.close();
			voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'wrong-key' });
			expect(await speak(SENTENCE)).toMatchObject({ errors: [{ error: { statusCode: 401 } }] });
		});

		must('reports a voice that does not exist', async () => {
			await voice.close();
			voice = create({ baseUrl: providers.cartesiaUrl, apiKey: 'key', voice: 'nobody' });
			expect(await speak(SENTENCE)).toMatchObject({ errors: [{ error: { statusCode: 404 } }] });
		});

		declareTtsFaults({ must, speak, voice: () => voice, providers: () => providers });
	});
}
