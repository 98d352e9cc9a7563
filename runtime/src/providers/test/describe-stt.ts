import { initializeLogger, stt } from '@livekit/agents';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import {
	startSimulatedProviders,
	type SimulatedProviders,
} from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { createConformance, inject, TIMEOUT_MS } from './conformance.ts';
import { listenTo, type Listening } from './listen.ts';

const FIRST = officeAssistant.turns[0]?.say ?? '';
const SECOND = officeAssistant.turns[1]?.say ?? '';

/** Keeps this thread from doing anything else, as a machine that is suspended does. */
function standStill(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * What every speech recogniser of the runtime must do, on a server that speaks the real protocol.
 *
 * @param knownFailures - Titles of the tests that this one is known to fail.
 */
export function describeStt(
	name: string,
	create: (options: { baseUrl: string; apiKey: string }) => stt.STT,
	{ knownFailures = [] }: { knownFailures?: readonly string[] } = {},
): void {
	describe(name, () => {
		const { must, checkKnownFailures } = createConformance(knownFailures);
		const open: Listening[] = [];
		let providers: SimulatedProviders;
		beforeAll(async () => {
			initializeLogger({ pretty: false, level: 'silent' });
			providers = await startSimulatedProviders({
				scenario: officeAssistant,
				seed: 1,
				latency: 'fixed',
			});
		}, TIMEOUT_MS);
		afterEach(async () => {
			open.splice(0).forEach((caller) => caller.close());
			await fetch(providers.controlUrl, { method: 'DELETE' });
		});
		afterAll(() => providers.close());

		function listen(apiKey = 'key'): Listening {
			const caller = listenTo(create({ baseUrl: providers.deepgramUrl, apiKey }));
			open.push(caller);
			return caller;
		}
		const cut = (): Promise<void> => inject(providers, 'deepgram', { kind: 'cut' });

		checkKnownFailures();

		must('hears what the caller says, in final transcripts', async () => {
			const caller = listen();
			await caller.say(FIRST);
			await caller.say(SECOND);
			expect(await caller.untilFinals(2, 2000)).toEqual([FIRST, SECOND]);
		});

		must('tells when speech begins, what it is so far, what it was and when it ended', async () => {
			const caller = listen();
			await caller.say(SECOND);
			await caller.untilFinals(1, 2000);
			const types = caller.events.map(({ event }) => event.type);
			const order = [
				stt.SpeechEventType.START_OF_SPEECH,
				stt.SpeechEventType.INTERIM_TRANSCRIPT,
				stt.SpeechEventType.FINAL_TRANSCRIPT,
				stt.SpeechEventType.END_OF_SPEECH,
			];
			const places = order.map((type) => types.indexOf(type));
			expect(places).not.toContain(-1);
			expect(places).toEqual(places.toSorted((one, other) => one - other));
		});

		must('counts the audio that is paid for', async () => {
			const caller = listen();
			await caller.say(FIRST);
			caller.stream.flush();
			await caller.untilFinals(1, 2000);
			const audioMs = await caller.untilCounted(1000);
			expect(audioMs).toBeGreaterThan(1000);
		});

		must('gives the last transcript when the input ends, and then ends', async () => {
			const caller = listen();
			await caller.say(FIRST, { silenceMs: 0 });
			caller.stream.endInput();
			await caller.ended;
			expect(caller.finals()).toEqual([FIRST]);
		});

		must('reports a refused key once and as final', async () => {
			const caller = listen('wrong-key');
			// The stream ends while the caller still speaks.
			caller.say(FIRST).catch(() => undefined);
			expect(await caller.untilError(3000)).toMatchObject({
				recoverable: false,
				error: { statusCode: 401 },
			});
			await caller.ended;
			expect(caller.errors).toHaveLength(1);
		});

		must('hears a sentence during which the connection was cut', async () => {
			const caller = listen();
			await caller.say(SECOND, { at: { 800: cut } });
			expect(await caller.untilFinals(1, 3000)).toEqual([SECOND]);
		});

		must('hears a sentence during which the process stood still', async () => {
			const caller = listen();
			await caller.say(SECOND, { at: { 800: () => Promise.resolve(standStill(5000)) } });
			expect(await caller.untilFinals(1, 3000)).toEqual([SECOND]);
			expect(caller.errors).toEqual([]);
		});

		must('hears on after the connection was cut again and again', async () => {
			const caller = listen();
			for (const sentence of [FIRST, SECOND, FIRST])
				await caller.say(sentence, { at: { 200: cut } });
			expect(await caller.untilFinals(3, 3000)).toEqual([FIRST, SECOND, FIRST]);
			expect(caller.errors).toEqual([]);
		});

		must('hears what was said while the connection was refused', async () => {
			await inject(providers, 'deepgram', { kind: 'status', status: 429 });
			await inject(providers, 'deepgram', { kind: 'status', status: 500 });
			const caller = listen();
			await caller.say(SECOND);
			expect(await caller.untilFinals(1, 3000)).toEqual([SECOND]);
		});

		must('hears what a connection that never answers did not', async () => {
			await inject(providers, 'deepgram', { kind: 'hang' });
			const caller = listen();
			await caller.say(SECOND);
			expect(await caller.untilFinals(1, 4000)).toEqual([SECOND]);
		});

		must('hears what connections that talk nonsense did not', async () => {
			await inject(providers, 'deepgram', { kind: 'malformed' }, 2);
			const caller = listen();
			await caller.say(SECOND);
			expect(await caller.untilFinals(1, 3000)).toEqual([SECOND]);
		});

		must('gives up within five seconds of speech when nothing answers', async () => {
			await inject(providers, 'deepgram', { kind: 'hang' }, 100);
			const caller = listen();
			await caller.say(FIRST);
			expect(await caller.untilError(5000)).toMatchObject({ recoverable: false });
		});

		must('gives up within five seconds of speech when every connection is refused', async () => {
			await inject(providers, 'deepgram', { kind: 'status', status: 500 }, 100);
			const caller = listen();
			await caller.say(FIRST);
			expect(await caller.untilError(5000)).toMatchObject({
				recoverable: false,
				error: { statusCode: 500 },
			});
		});
	});
}
