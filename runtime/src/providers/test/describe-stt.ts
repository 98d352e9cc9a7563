import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger, stt } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import {
	startSimulatedProviders,
	type SimulatedProviders,
} from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { synthesize } from '../../../../sandbox/src/speech/synthesize.ts';

const SAMPLE_RATE = 16_000;
const FRAME_MS = 20;
const SAMPLES_PER_FRAME = (SAMPLE_RATE * FRAME_MS) / 1000;

/** What every speech recogniser of the runtime must do, on a server that speaks the real protocol. */
export function describeStt(
	name: string,
	create: (options: { baseUrl: string; apiKey: string }) => stt.STT,
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

		it('hears what the caller says, in final transcripts', async () => {
			const recogniser = create({ baseUrl: providers.deepgramUrl, apiKey: 'key' });
			const [first, second] = officeAssistant.turns;
			const heard = await listen(recogniser, [first?.say ?? '', second?.say ?? '']);
			expect(heard).toEqual([first?.say, second?.say]);
		}, 30_000);

		it('reports a refused key once and as final', async () => {
			const recogniser = create({ baseUrl: providers.deepgramUrl, apiKey: 'wrong-key' });
			const failed = new Promise<{ recoverable: boolean }>((resolve) =>
				recogniser.on('error', resolve),
			);
			const stream = recogniser.stream();
			expect(await failed).toMatchObject({ recoverable: false });
			stream.close();
		});
	});
}

/** Speaks the sentences in real time, with a pause after each, and collects the final transcripts. */
async function listen(recogniser: stt.STT, sentences: string[]): Promise<string[]> {
	const stream = recogniser.stream();
	const heard: string[] = [];
	const reading = (async () => {
		for await (const event of stream) {
			if (event.type !== stt.SpeechEventType.FINAL_TRANSCRIPT) continue;
			heard.push(event.alternatives?.[0].text ?? '');
			if (heard.length === sentences.length) return;
		}
	})();
	const speaking = (async () => {
		let nextAt = performance.now();
		for (const sentence of sentences) {
			const speech = await synthesize(sentence, { voice: 'rms' });
			const silence = new Int16Array(SAMPLE_RATE * 1.5);
			for (const samples of [speech.samples, silence]) {
				for (let at = 0; at + SAMPLES_PER_FRAME <= samples.length; at += SAMPLES_PER_FRAME) {
					const frame = samples.slice(at, at + SAMPLES_PER_FRAME);
					stream.pushFrame(new AudioFrame(frame, SAMPLE_RATE, 1, SAMPLES_PER_FRAME));
					nextAt += FRAME_MS;
					await sleep(Math.max(0, nextAt - performance.now()));
				}
			}
		}
	})();
	await Promise.race([reading, speaking.then(() => sleep(2000))]);
	stream.close();
	await speaking.catch(() => undefined);
	return heard;
}
