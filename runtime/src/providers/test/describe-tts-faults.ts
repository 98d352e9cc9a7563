import { setTimeout as sleep } from 'node:timers/promises';
import type { tts } from '@livekit/agents';
import type { Fault } from '../../../../sandbox/src/providers/faults.ts';
import type { SimulatedProviders } from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { inject, type Conformance } from './conformance.ts';
import { speakWith, type Speaking } from './speak.ts';

export const SENTENCE = 'The office opens at nine.';
export const LONG = `${SENTENCE} It closes at six in the evening. Visitors sign in at the reception.`;

/** What a voice must do when its provider fails: speak after all, or say that it cannot. */
export function declareTtsFaults({
	must,
	speak,
	voice,
	providers,
}: {
	must: Conformance['must'];
	speak: (text: string) => Promise<Speaking>;
	voice: () => tts.TTS;
	providers: () => SimulatedProviders;
}): void {
	const fail = (fault: Fault, times = 1): Promise<void> =>
		inject(providers(), 'cartesia', fault, times);

	const passing: [string, Fault][] = [
		['a refused connection', { kind: 'status', status: 500 }],
		['too many connections', { kind: 'status', status: 429 }],
		['an error in place of sound', { kind: 'error_frame', status: 500 }],
		['too many answers at once', { kind: 'error_frame', status: 429 }],
		['a connection that never answers', { kind: 'hang' }],
		['nonsense in place of sound', { kind: 'malformed' }],
	];
	for (const [what, fault] of passing) {
		must(`speaks the whole answer after ${what}`, async () => {
			await fail(fault);
			const begunAt = performance.now();
			const speaking = await speak(SENTENCE);
			expect(speaking.errors).toEqual([]);
			expect(speaking.seconds()).toBeGreaterThan(0.8);
			expect((await speaking.firstSound) ?? Infinity).toBeLessThan(begunAt + 5000);
		});
	}

	must('speaks after the connection was cut between two answers', async () => {
		await speak(SENTENCE);
		await inject(providers(), 'cartesia', { kind: 'cut' });
		await sleep(100);
		const speaking = await speak(SENTENCE);
		expect(speaking.errors).toEqual([]);
		expect(speaking.seconds()).toBeGreaterThan(0.8);
	});

	must('reports a connection that was cut after the first sound, and repeats nothing', async () => {
		const since = Date.now();
		const speaking = speakWith(voice());
		speaking.writeAll(LONG);
		await speaking.firstSound;
		await inject(providers(), 'cartesia', { kind: 'cut' });
		await Promise.race([speaking.ended, sleep(5000)]);
		expect(speaking.errors).toMatchObject([{ recoverable: false }]);
		const contexts = providers()
			.requests()
			.filter(({ what, atMs }) => what === 'tts' && atMs >= since)
			.map(({ detail }) => detail.contextId);
		expect(new Set(contexts).size).toBe(1);
	});

	must('reports within five seconds that nothing answers', async () => {
		await fail({ kind: 'hang' }, 10);
		const begunAt = performance.now();
		const speaking = await speak(SENTENCE);
		expect(speaking.errors).toMatchObject([{ recoverable: false }]);
		expect(performance.now() - begunAt).toBeLessThan(5000 + 500);
	});
}
