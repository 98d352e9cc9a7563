import { initializeLogger, stt } from '@livekit/agents';
import { STT } from '@livekit/agents-plugin-deepgram';
import { AudioFrame } from '@livekit/rtc-node';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { officeAssistant } from '../../scenario/office-assistant.ts';
import { concatenate, silence, slice, toBytes } from '../../speech/pcm.ts';
import type { Pcm } from '../../speech/pcm.ts';
import { synthesize } from '../../speech/synthesize.ts';
import { FRAME_MS, voicedFrames } from '../../speech/voiced.ts';
import { startSimulatedProviders } from '../start-simulated-providers.ts';
import type { SimulatedProviders } from '../start-simulated-providers.ts';
import type { results } from './messages.ts';

/** Dozens of phrases are rendered first, perhaps on a busy machine. */
const START_TIMEOUT_MS = 60_000;

const SAMPLE_RATE = 16_000;
const FRAME = SAMPLE_RATE / 50;

const { START_OF_SPEECH, INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH } =
	stt.SpeechEventType;

/** Pushes sound at the pace at which it plays. */
async function speak(stream: stt.SpeechStream, { samples }: Pcm): Promise<void> {
	const startedAt = performance.now();
	for (let offset = 0; offset < samples.length; offset += FRAME) {
		const frame = new Int16Array(FRAME);
		frame.set(samples.subarray(offset, offset + FRAME));
		stream.pushFrame(new AudioFrame(frame, SAMPLE_RATE, 1, FRAME));
		const due = startedAt + ((offset + FRAME) / SAMPLE_RATE) * 1000;
		await wait(Math.max(0, due - performance.now()));
	}
}

/** Keeps this thread from doing anything else. */
const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function middleOfLongestPauseMs(speech: Pcm): number {
	const pauses = voicedFrames(speech)
		.map((voiced) => (voiced ? 'x' : ' '))
		.join('')
		.matchAll(/ +/g);
	const [longest] = [...pauses].sort((a, b) => b[0].length - a[0].length);
	return longest ? (longest.index + longest[0].length / 2) * FRAME_MS : 0;
}

interface Heard {
	type: stt.SpeechEventType;
	text: string;
	atMs: number;
}

/** Collects the stream's events, usage reports left out. */
function listen(stream: stt.SpeechStream): { events: Heard[]; ended: Promise<void> } {
	const events: Heard[] = [];
	const collect = async (): Promise<void> => {
		for await (const event of stream) {
			if (event.type === stt.SpeechEventType.RECOGNITION_USAGE) continue;
			const text = event.alternatives?.[0]?.text ?? '';
			events.push({ type: event.type, text, atMs: performance.now() });
		}
	};
	return { events, ended: collect() };
}

describe('simulated Deepgram, driven by the stock plugin', () => {
	let providers: SimulatedProviders;
	const create = (apiKey = 'key') =>
		new STT({ apiKey, baseUrl: providers.deepgramUrl, language: 'en', model: 'nova-3' });

	beforeAll(async () => {
		initializeLogger({ pretty: false, level: 'silent' });
		providers = await startSimulatedProviders({
			scenario: officeAssistant,
			seed: 1,
			latency: 'fixed',
		});
	}, START_TIMEOUT_MS);
	afterAll(() => providers.close());

	it('transcribes what is spoken, with growing interims and a final after its latency', async () => {
		const phrase = 'Please send that answer to Maria by email.';
		const stream = create().stream();
		const { events, ended } = listen(stream);
		const pause = silence(600, SAMPLE_RATE);
		await speak(stream, concatenate([pause, await synthesize(phrase, { voice: 'rms' })]));
		const spokenAt = performance.now();
		await speak(stream, silence(1500, SAMPLE_RATE));
		stream.endInput();
		await ended;

		const types = events.map(({ type }) => type);
		expect(types[0]).toBe(START_OF_SPEECH);
		expect(types.slice(-2)).toEqual([FINAL_TRANSCRIPT, END_OF_SPEECH]);
		const interims = events.filter(({ type }) => type === INTERIM_TRANSCRIPT);
		expect(interims.length).toBeGreaterThan(3);
		expect(interims.every(({ text }) => phrase.startsWith(text))).toBe(true);
		const final = events.filter(({ type }) => type === FINAL_TRANSCRIPT);
		expect(final.map(({ text }) => text)).toEqual([phrase]);
		// 25 ms of endpointing and 150 ms of latency; the end of speech is known to 20 ms, a busy machine is late.
		expect((final[0]?.atMs ?? 0) - spokenAt).toBeGreaterThan(120);
		expect((final[0]?.atMs ?? 0) - spokenAt).toBeLessThan(1500);
	}, 20_000);

	it('does not take the pause at a comma for the end, and hears one turn after the other', async () => {
		const stream = create().stream();
		const { events, ended } = listen(stream);
		const turns = ['Stop, that is enough, thank you.', 'Yes, send it.'];
		for (const turn of turns) {
			await speak(stream, await synthesize(turn, { voice: 'awb' }));
			await speak(stream, silence(1200, SAMPLE_RATE));
		}
		stream.endInput();
		await ended;
		const finals = events.filter(({ type }) => type === FINAL_TRANSCRIPT);
		expect(finals.map(({ text }) => text)).toEqual(turns);
	}, 20_000);

	it('keeps a phrase together whose comma a busy machine has stretched', async () => {
		const stream = create().stream();
		const { events, ended } = listen(stream);
		const phrase = 'Yes, send it.';
		const speech = await synthesize(phrase, { voice: 'rms' });
		const commaMs = middleOfLongestPauseMs(speech);
		const [before, after] = [slice(speech, 0, commaMs), slice(speech, commaMs)];
		await speak(stream, concatenate([before, silence(800, SAMPLE_RATE), after]));
		await speak(stream, silence(1000, SAMPLE_RATE));
		stream.endInput();
		await ended;
		const finals = events.filter(({ type }) => type === FINAL_TRANSCRIPT);
		expect(finals.map(({ text }) => text)).toEqual([phrase]);
	}, 20_000);

	it('has no words for what it does not know', async () => {
		const stream = create().stream();
		const { events, ended } = listen(stream);
		await speak(stream, await synthesize('Purple elephants dance.', { voice: 'rms' }));
		await speak(stream, silence(1000, SAMPLE_RATE));
		stream.endInput();
		await ended;
		expect(events.map(({ type }) => type)).toEqual([START_OF_SPEECH, END_OF_SPEECH]);
	}, 20_000);

	it('finalizes what is buffered when the input ends at once', async () => {
		const stream = create().stream();
		const { events, ended } = listen(stream);
		await speak(stream, await synthesize('When is the office open?', { voice: 'rms' }));
		stream.flush();
		stream.endInput();
		await ended;
		expect(events.map(({ text }) => text)).toContain('When is the office open?');
	}, 20_000);

	it('refuses a wrong key with 401', async () => {
		const recogniser = create('wrong-key');
		const failed = new Promise<{ error: Error }>((resolve) => {
			recogniser.on('error', resolve);
		});
		listen(recogniser.stream()).ended.catch(() => undefined);
		expect((await failed).error).toMatchObject({ statusCode: 401 });
	});
});

describe('simulated Deepgram, over a bare socket', () => {
	let providers: SimulatedProviders;
	const open = (query: string, key = 'Token key') =>
		new WebSocket(`${providers.deepgramUrl}/v1/listen?${query}`, {
			headers: { authorization: key },
		});

	beforeAll(async () => {
		providers = await startSimulatedProviders({ scenario: officeAssistant, seed: 1 });
	}, START_TIMEOUT_MS);
	afterAll(() => providers.close());

	const refusal = (socket: WebSocket) =>
		new Promise<{ status: number | undefined; error: unknown }>((resolve) => {
			socket.on('unexpected-response', (_request, response) => {
				resolve({ status: response.statusCode, error: response.headers['dg-error'] });
				response.resume();
			});
		});

	it.each([
		['model=nova-3&encoding=linear16&sample_rate=16000&shape=round', /Unknown query parameter/],
		['model=nova-9&encoding=linear16&sample_rate=16000', /No such model/],
		['model=nova-3&encoding=opus&sample_rate=16000', /encoding/],
	])('refuses %s with 400 and dg-error', async (query, problem) => {
		const refused = await refusal(open(query));
		expect(refused.status).toBe(400);
		expect(refused.error).toMatch(problem);
	});

	it('answers CloseStream with Metadata and close code 1000', async () => {
		const socket = open('model=nova-3&encoding=linear16&sample_rate=16000');
		const messages: { type: string }[] = [];
		socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
		socket.on('open', () => {
			socket.send('{"type":"KeepAlive"}');
			socket.send('{"type":"CloseStream"}');
		});
		const code = await new Promise((resolve) => socket.on('close', resolve));
		expect(code).toBe(1000);
		expect(messages.map(({ type }) => type)).toEqual(['Metadata']);
	});

	it('keeps a phrase together whose rest arrives while the process stands still', async () => {
		const socket = open('model=nova-3&encoding=linear16&sample_rate=16000');
		await new Promise((resolve) => socket.on('open', resolve));
		const phrase = 'Yes, send it.';
		const speech = await synthesize(phrase, { voice: 'rms' });
		const commaMs = middleOfLongestPauseMs(speech);
		const finals: string[] = [];
		socket.on('message', (data: Buffer) => {
			const message = JSON.parse(data.toString()) as Partial<ReturnType<typeof results>>;
			if (message.is_final) finals.push(message.channel?.alternatives[0]?.transcript ?? '');
		});
		const closed = new Promise((resolve) => socket.on('close', resolve));
		socket.send(toBytes(slice(speech, 0, commaMs)));
		await wait(50);
		// After this the event loop goes on with its timers, before it reads anything.
		await new Promise((resolve) => setImmediate(resolve));
		socket.send(toBytes(slice(speech, commaMs)));
		standStill(1500);
		socket.send('{"type":"CloseStream"}');
		await closed;
		expect(finals).toEqual([phrase]);
	});

	it('breaks open streams with 1011 when told to', async () => {
		const socket = open('model=nova-3&encoding=linear16&sample_rate=16000');
		await new Promise((resolve) => socket.on('open', resolve));
		const closed = new Promise((resolve) => socket.on('close', resolve));
		await fetch(providers.controlUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ provider: 'deepgram', fault: { kind: 'cut' } }),
		});
		expect(await closed).toBe(1011);
	});
});
