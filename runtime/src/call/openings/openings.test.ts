import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger, voice } from '@livekit/agents';
import {
	startSimulatedProviders,
	type SimulatedProviders,
} from '../../../../sandbox/src/providers/start-simulated-providers.ts';
import { officeAssistant } from '../../../../sandbox/src/scenario/office-assistant.ts';
import { CartesiaTts } from '../../providers/cartesia/own-tts.ts';
import { inject } from '../../providers/test/conformance.ts';
import { CallAgent } from '../call-agent.ts';
import { Loudspeaker } from '../test/sound-in-sound-out.ts';
import { createOpeningStore } from './opening-store.ts';
import { createOpenings } from './openings.ts';

const VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
const OTHER_VOICE = 'a0e99841-438c-4a64-b679-ae501e7d6091';
/** After which a request that nothing answers is repeated. */
const GIVEN_UP_MS = 2000;

describe('an answer with a remembered opening', () => {
	let providers: SimulatedProviders;
	let folder: string;
	const closing: (() => Promise<unknown>)[] = [];
	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		providers = await startSimulatedProviders({
			scenario: officeAssistant,
			seed: 1,
			latency: 'fixed',
		});
	}, 60_000);
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'openings-'));
	});
	afterEach(async () => {
		for (const close of closing.splice(0).reverse()) await close();
		await rm(folder, { recursive: true });
		await fetch(providers.controlUrl, { method: 'DELETE' });
	});
	afterAll(() => providers.close());

	/** A call that only speaks; calls of one test share the folder. */
	async function startCall(voiceId = VOICE) {
		const tts = new CartesiaTts(
			{
				...{ apiKey: 'key', baseUrl: providers.cartesiaUrl, model: 'sonic-3', voice: voiceId },
				transport: 'own',
			},
			{ language: 'en', sampleRate: 24_000 },
		);
		tts.prewarm();
		const session = new voice.AgentSession({ tts, vad: null });
		const loudspeaker = new Loudspeaker();
		session.output.audio = loudspeaker;
		const openings = createOpenings(tts, createOpeningStore(folder, tts.fingerprint));
		await session.start({ agent: new CallAgent({ instructions: '' }, openings), record: false });
		closing.push(
			() => tts.close(),
			() => session.close(),
		);
		const errors: unknown[] = [];
		tts.on('error', (error) => errors.push(error));

		/** Resolves when the answer is over, and an opening could be learned. */
		async function say(text: string, { interruptAfterMs }: { interruptAfterMs?: number } = {}) {
			const since = performance.now();
			const before = providers.requests().length;
			const speech = session.say(text);
			while (loudspeaker.heardAt < since) await sleep(1);
			const firstSoundMs = loudspeaker.heardAt - since;
			if (interruptAfterMs !== undefined) {
				await sleep(interruptAfterMs);
				await session.interrupt().await;
			}
			await speech.waitForPlayout();
			await sleep(300);
			return { firstSoundMs, asked: providers.requests().slice(before) };
		}
		const characters = (): number =>
			session.usage.modelUsage.reduce(
				(sum, usage) => sum + (usage.type === 'tts_usage' ? (usage.charactersCount ?? 0) : 0),
				0,
			);
		return { say, characters, errors };
	}
	type Asked = Awaited<ReturnType<Awaited<ReturnType<typeof startCall>>['say']>>['asked'];
	const spokenBy = (asked: Asked): string[] =>
		asked
			.filter(({ what }) => what === 'tts')
			.map(({ detail }) => String(detail.transcript).trim())
			.filter((text) => text !== '');

	it('begins before the voice has answered, from the second time on when it is brief', async () => {
		const call = await startCall();
		const first = await call.say('Of course, I will do it.');
		expect(spokenBy(first.asked)).toEqual(['Of course, I will do it.', 'Of course,']);
		const second = await call.say('Of course, it is on your desk.');
		expect(spokenBy(second.asked)).toEqual(['it is on your desk.']);
		expect(call.errors).toEqual([]);
	}, 30_000);

	it('begins so from the third time on when it is longer, and may never come again', async () => {
		const call = await startCall();
		const first = await call.say('Let me see, it is open.');
		expect(spokenBy(first.asked)).toEqual(['Let me see,', 'it is open.']);
		const second = await call.say('Let me see, we have one.');
		expect(spokenBy(second.asked)).toEqual(['Let me see,', 'we have one.', 'Let me see,']);
		const third = await call.say('Let me see, it is here.');
		expect(spokenBy(third.asked)).toEqual(['it is here.']);
	}, 30_000);

	it('waits for nothing, and does not repeat the opening when the rest has to be asked for again', async () => {
		const call = await startCall();
		await call.say('Of course, I will do it.');
		await inject(providers, 'cartesia', { kind: 'hang' });
		const { firstSoundMs, asked } = await call.say('Of course, I will do it.');
		expect(firstSoundMs).toBeLessThan(GIVEN_UP_MS / 2);
		expect(spokenBy(asked)).toEqual(['I will do it.', 'I will do it.']);
		expect(call.errors).toEqual([]);
	}, 30_000);

	it('counts what was synthesised, and nothing else', async () => {
		const call = await startCall();
		await call.say('Sure, I will do it.');
		const learned = 'Sure, I will do it.Sure,'.length;
		expect(call.characters()).toBe(learned);
		await call.say('Sure, it is.');
		expect(call.characters()).toBe(learned + 'it is.'.length);
	}, 30_000);

	it('needs no voice when nothing follows, also in a later call', async () => {
		const call = await startCall();
		await call.say('You are welcome.');
		await call.say('You are welcome.');
		const later = await startCall();
		const { asked } = await later.say('You are welcome.');
		expect(spokenBy(asked)).toEqual([]);
	}, 30_000);

	it('is a new one for another voice', async () => {
		const call = await startCall();
		await call.say('Sure, I will do it.');
		const other = await startCall(OTHER_VOICE);
		const { asked } = await other.say('Sure, I will do it.');
		expect(spokenBy(asked)).toEqual(['Sure, I will do it.', 'Sure,']);
	}, 30_000);

	it('falls silent when it is interrupted in its opening, and the next one is whole', async () => {
		const call = await startCall();
		await call.say('Of course, I will do it.');
		const interrupted = await call.say('Of course, I will do it.', { interruptAfterMs: 20 });
		expect(interrupted.asked.map(({ what }) => what)).toContain('cancel');
		const next = await call.say('Of course, we have one.');
		expect(spokenBy(next.asked)).toEqual(['we have one.']);
		expect(call.errors).toEqual([]);
	}, 30_000);

	it('is spoken as any text when its opening cannot be learned', async () => {
		const call = await startCall();
		const speaking = call.say('Sure, I will do it.');
		await sleep(200);
		await inject(providers, 'cartesia', { kind: 'status', status: 500 });
		await speaking;
		expect(call.errors).toEqual([]);
		const { asked } = await call.say('Sure, I will do it.');
		expect(spokenBy(asked)).toContain('Sure, I will do it.');
		const [file = ''] = await readdir(folder);
		expect((await stat(join(folder, file))).size).toBeGreaterThan(0);
	}, 30_000);
});
