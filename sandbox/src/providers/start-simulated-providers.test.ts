import { officeAssistant } from '../scenario/office-assistant.ts';
import { createRecogniser } from '../speech/recogniser.ts';
import { readWav } from '../speech/wav.ts';
import { startSimulatedProviders } from './start-simulated-providers.ts';
import type { SimulatedProviders } from './start-simulated-providers.ts';

/** Dozens of phrases are rendered first, perhaps on a busy machine. */
const START_TIMEOUT_MS = 60_000;

describe('simulated providers', () => {
	let providers: SimulatedProviders;
	beforeAll(async () => {
		providers = await startSimulatedProviders({ scenario: officeAssistant, seed: 1 });
	}, START_TIMEOUT_MS);
	afterAll(() => providers.close());

	it('serve the phrases and their sound to pages of any origin', async () => {
		const response = await fetch(providers.phrasesUrl, { headers: { origin: 'http://page' } });
		expect(response.headers.get('access-control-allow-origin')).toBe('*');
		const phrases = (await response.json()) as { text: string; audioUrl: string }[];
		expect(phrases.map(({ text }) => text)).toEqual(officeAssistant.phrases);

		const [first] = phrases;
		const sound = await fetch(first?.audioUrl ?? '');
		expect(sound.headers.get('access-control-allow-origin')).toBe('*');
		const recogniser = await createRecogniser({
			phrases: officeAssistant.phrases,
			voices: ['rms'],
		});
		const speech = readWav(Buffer.from(await sound.arrayBuffer()));
		expect(recogniser.recognise(speech)?.text).toBe(first?.text);
	});

	it('tell what they were asked, without the key', async () => {
		await fetch(`${providers.groqUrl}/openai/v1/chat/completions`, {
			method: 'POST',
			headers: { authorization: 'Bearer very-secret', 'content-type': 'application/json' },
			body: JSON.stringify({
				model: 'openai/gpt-oss-20b',
				messages: [{ role: 'user', content: 'What can you do for me?' }],
			}),
		});
		const listed = await (await fetch(providers.requestsUrl)).text();
		expect(JSON.parse(listed)).toEqual([
			expect.objectContaining({ provider: 'groq', what: 'chat.completions' }),
		]);
		expect(listed).not.toContain('very-secret');
	});

	it('take another seed for their latencies, and refuse what is none', async () => {
		const put = async (body: object) => {
			const response = await fetch(providers.latencyUrl, {
				method: 'PUT',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			return response.status;
		};
		expect(await put({ seed: 2, mode: 'fixed' })).toBe(204);
		expect(await put({ seed: 'two', mode: 'fixed' })).toBe(400);
		expect(await put({ seed: 2, mode: 'slow' })).toBe(400);
	});

	it('refuse a fault that they do not know', async () => {
		const response = await fetch(providers.controlUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{"provider":"groq","fault":{"kind":"explode"}}',
		});
		expect(response.status).toBe(400);
	});
});
