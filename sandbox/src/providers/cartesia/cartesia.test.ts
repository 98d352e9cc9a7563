import { initializeLogger } from '@livekit/agents';
import { TTS } from '@livekit/agents-plugin-cartesia';
import { WebSocket } from 'ws';
import { officeAssistant } from '../../scenario/office-assistant.ts';
import { concatenate, durationMs, fromBytes } from '../../speech/pcm.ts';
import { createRecogniser } from '../../speech/recogniser.ts';
import { readWav } from '../../speech/wav.ts';
import { startSimulatedProviders } from '../start-simulated-providers.ts';
import type { SimulatedProviders } from '../start-simulated-providers.ts';
import { clausesOf } from './speak.ts';

/** Dozens of phrases are rendered first, perhaps on a busy machine. */
const START_TIMEOUT_MS = 60_000;

const VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';
const HEADERS = { 'x-api-key': 'key', 'cartesia-version': '2025-04-16' };
const request = (more: Record<string, unknown> = {}) => ({
	model_id: 'sonic-3',
	voice: { mode: 'id', id: VOICE },
	output_format: { container: 'raw', encoding: 'pcm_s16le', sample_rate: 24_000 },
	language: 'en',
	max_buffer_delay_ms: 0,
	context_id: 'context-1',
	...more,
});

let providers: SimulatedProviders;
beforeAll(async () => {
	initializeLogger({ pretty: false, level: 'silent' });
	providers = await startSimulatedProviders({
		scenario: officeAssistant,
		seed: 1,
		latency: 'fixed',
	});
}, START_TIMEOUT_MS);
afterAll(() => providers.close());

describe('simulated Cartesia, driven by the stock plugin', () => {
	it('speaks what it is given, early and faster than it plays', async () => {
		const text = `${officeAssistant.agent.greeting} I am happy to help you.`;
		const speech = new TTS({ apiKey: 'key', baseUrl: providers.cartesiaUrl });
		const stream = speech.stream();
		const startedAt = performance.now();
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- how words arrive one by one
		for (const word of text.split(/(?<= )/)) stream.pushText(word);
		stream.endInput();
		const parts = [];
		const words = [];
		let firstSoundMs = 0;
		for await (const audio of stream) {
			if (typeof audio === 'symbol') continue;
			firstSoundMs ||= performance.now() - startedAt;
			const { data, sampleRate } = audio.frame;
			parts.push({ samples: Int16Array.from(data), sampleRate });
			words.push(...(audio.timedTranscripts ?? []).map((word) => word.text.trim()));
		}
		const tookMs = performance.now() - startedAt;
		const sound = concatenate(parts);

		const recogniser = await createRecogniser({
			phrases: [text, ...officeAssistant.phrases],
			voices: ['slt'],
		});
		expect(recogniser.recognise(sound)?.text).toBe(text);
		expect(words.join(' ')).toBe(text);
		expect(firstSoundMs).toBeGreaterThan(59);
		expect(firstSoundMs).toBeLessThan(2000);
		expect(tookMs).toBeLessThan(durationMs(sound));
		await speech.close();
	}, 20_000);
});

describe('simulated Cartesia, over a bare socket', () => {
	interface Message {
		type: string;
		done: boolean;
		context_id: string;
		[field: string]: unknown;
	}

	/** Sends the requests and collects messages until the `until`th one that is done. */
	async function converse(
		requests: Record<string, unknown>[],
		{ version = '2025-04-16', until = 1 } = {},
	): Promise<Message[]> {
		const socket = new WebSocket(`${providers.cartesiaUrl.replace('http', 'ws')}/tts/websocket`, {
			headers: { ...HEADERS, 'cartesia-version': version },
		});
		const messages: Message[] = [];
		await new Promise<void>((resolve, reject) => {
			socket.on('error', reject);
			socket.on('open', () => requests.forEach((each) => socket.send(JSON.stringify(each))));
			socket.on('message', (data: Buffer) => {
				messages.push(JSON.parse(data.toString()));
				if (messages.filter(({ done }) => done).length >= until) resolve();
			});
		});
		socket.close();
		return messages;
	}
	const types = (messages: Message[]) => [...new Set(messages.map(({ type }) => type))];

	it('joins the texts of a context, and gives timestamps and flush marks when asked', async () => {
		const messages = await converse([
			request({ transcript: 'Hello there. ', continue: true, add_timestamps: true, flush: true }),
			request({ transcript: 'Good bye.', continue: false, add_timestamps: true }),
		]);
		expect(types(messages)).toEqual(['timestamps', 'chunk', 'flush_done', 'done']);
		const timestamps = messages.filter(({ type }) => type === 'timestamps');
		const starts = timestamps.flatMap(
			({ word_timestamps: words }) => (words as { start: number[] }).start,
		);
		expect(starts).toHaveLength(4);
		expect(starts).toEqual([...starts].sort((a, b) => a - b));
	});

	it('cancels text that is not being spoken yet', async () => {
		const sentence = 'This is a sentence of some length, so that it takes a while. ';
		const all = await converse([request({ transcript: sentence.repeat(3), continue: false })]);
		const cancelled = await converse([
			request({ transcript: sentence, continue: true }),
			request({ transcript: sentence.repeat(2), continue: true }),
			{ context_id: 'context-1', cancel: true },
		]);
		expect(cancelled.at(-1)?.type).toBe('done');
		expect(cancelled.length).toBeLessThan(all.length / 2);
	});

	it('refuses a missing voice in the shape of the API version', async () => {
		const voice = { mode: 'id', id: '00000000-0000-0000-0000-000000000000' };
		const wrong = [request({ transcript: 'Hello.', voice })];
		expect(await converse(wrong)).toEqual([
			expect.objectContaining({ type: 'error', status_code: 404, error: 'Voice not found' }),
		]);
		const [structured] = await converse(wrong, { version: '2026-03-01' });
		expect(structured).toMatchObject({ error_code: 'voice_not_found', title: 'Voice not found' });
		expect(structured).not.toHaveProperty('error');
	});

	it('refuses a context without words', async () => {
		const [refused] = await converse([request({ transcript: ' ', continue: false })]);
		expect(refused).toMatchObject({ type: 'error', status_code: 400, done: true });
	});

	it.each([
		[{ ...HEADERS, 'x-api-key': 'wrong' }, 401],
		[{ 'x-api-key': 'key' }, 400],
	])('refuses a handshake with %j', async (headers, status) => {
		const url = `${providers.cartesiaUrl.replace('http', 'ws')}/tts/websocket`;
		const socket = new WebSocket(url, { headers });
		const refused = await new Promise((resolve) => {
			socket.on('unexpected-response', (_request, response) => {
				resolve(response.statusCode);
				response.resume();
			});
		});
		expect(refused).toBe(status);
	});
});

describe('simulated Cartesia, over HTTP', () => {
	const get = (path: string, init: RequestInit = {}) =>
		fetch(`${providers.cartesiaUrl}${path}`, { headers: HEADERS, ...init });

	it('has voices', async () => {
		const { data } = (await (await get('/voices')).json()) as { data: { id: string }[] };
		expect(data.map(({ id }) => id)).toContain(VOICE);
		expect(await (await get(`/voices/${VOICE}`)).json()).toMatchObject({ id: VOICE });
		expect((await get('/voices/nobody')).status).toBe(404);
		expect((await get('/voices', { headers: {} })).status).toBe(400);
	});

	it.each(['raw', 'wav'])('speaks a whole text as %s', async (container) => {
		const output_format = { container, encoding: 'pcm_s16le', sample_rate: 16_000 };
		const response = await get('/tts/bytes', {
			method: 'POST',
			headers: { ...HEADERS, 'content-type': 'application/json' },
			body: JSON.stringify(request({ transcript: 'Yes, send it.', output_format })),
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		const sound = container === 'wav' ? readWav(bytes) : fromBytes(bytes, 16_000);
		const recogniser = await createRecogniser({
			phrases: officeAssistant.phrases,
			voices: ['slt'],
		});
		expect(recogniser.recognise(sound)?.text).toBe('Yes, send it.');
	});
});

it('text is cut where a speaker would pause, and markup-free addresses stay whole', () => {
	expect(clausesOf('Write to maria@example.com now. Is 2.5 enough?')).toEqual([
		'Write to maria@example.com now.',
		'Is 2.5 enough?',
	]);
	expect(clausesOf(' ... ')).toEqual([]);
});
