import Groq from 'groq-sdk';
import type { ChatCompletionCreateParamsStreaming } from 'groq-sdk/resources/chat/completions';
import { officeAssistant } from '../../scenario/office-assistant.ts';
import type { Fault } from '../faults.ts';
import { startSimulatedProviders } from '../start-simulated-providers.ts';
import type { SimulatedProviders } from '../start-simulated-providers.ts';

/** Dozens of phrases are rendered first, perhaps on a busy machine. */
const START_TIMEOUT_MS = 60_000;

const MODEL = 'openai/gpt-oss-20b';
const HELLO = [{ role: 'user' as const, content: 'Hello, who am I talking to?' }];
const tool = (name: string) => ({
	type: 'function' as const,
	function: { name, description: name, parameters: { type: 'object', properties: {} } },
});

describe('simulated Groq, driven by groq-sdk', () => {
	let providers: SimulatedProviders;
	const client = (apiKey = 'key') =>
		new Groq({ apiKey, baseURL: providers.groqUrl, maxRetries: 0, timeout: 3000 });
	const stream = (options: Partial<ChatCompletionCreateParamsStreaming> = {}) =>
		client().chat.completions.create({ model: MODEL, messages: HELLO, ...options, stream: true });
	const inject = (fault: Fault) =>
		fetch(providers.controlUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ provider: 'groq', fault }),
		});

	beforeAll(async () => {
		providers = await startSimulatedProviders({
			scenario: officeAssistant,
			seed: 1,
			latency: 'fixed',
		});
	}, START_TIMEOUT_MS);
	afterAll(() => providers.close());

	it('streams role, reasoning, words, and usage, the first word after its latency', async () => {
		const startedAt = performance.now();
		let firstWordMs = 0;
		const deltas = [];
		const chunks = [];
		for await (const chunk of await stream()) {
			const delta = chunk.choices[0]?.delta;
			if (delta?.content && firstWordMs === 0) firstWordMs = performance.now() - startedAt;
			deltas.push(delta);
			chunks.push(chunk);
		}
		expect(deltas[0]).toEqual({ role: 'assistant', content: '' });
		expect(deltas[1]).toMatchObject({ reasoning: 'We', channel: 'analysis' });
		expect(deltas.map((delta) => delta?.content ?? '').join('')).toBe(
			'You are talking to Ava, the office assistant. I am happy to help you.',
		);
		const last = chunks.at(-1);
		expect(last?.choices[0]?.finish_reason).toBe('stop');
		expect(last?.x_groq?.usage?.total_tokens).toBeGreaterThan(60);
		expect(firstWordMs).toBeGreaterThan(195);
		// How busy the machine is must not decide; the latency's exactness is in its lower end.
		expect(firstWordMs).toBeLessThan(2000);
	});

	it('keeps its reasoning to itself when asked to', async () => {
		const deltas = [];
		for await (const chunk of await stream({ include_reasoning: false })) {
			deltas.push(chunk.choices[0]?.delta);
		}
		expect(deltas.every((delta) => delta?.reasoning === undefined)).toBe(true);
	});

	it('sends a tool call whole, in one delta', async () => {
		const calls = [];
		const reasons = [];
		const messages = [{ role: 'user' as const, content: 'When is the office open?' }];
		for await (const chunk of await stream({ messages, tools: [tool('query_database')] })) {
			calls.push(...(chunk.choices[0]?.delta.tool_calls ?? []));
			reasons.push(chunk.choices[0]?.finish_reason);
		}
		expect(calls).toHaveLength(1);
		expect(calls[0]?.function).toEqual({
			name: 'query_database',
			arguments: '{"query":"office opening hours","max_results":3}',
		});
		expect(reasons.at(-1)).toBe('tool_calls');
	});

	it('answers without a stream too', async () => {
		const completion = await client().chat.completions.create({ model: MODEL, messages: HELLO });
		expect(completion.choices[0]?.message.content).toMatch(/^You are talking to Ava/);
		expect(completion.usage?.completion_tokens).toBeGreaterThan(0);
	});

	it('fills in a form with what the caller said, and with nothing else', async () => {
		const nullable = (value: object, description: string) => ({
			...{ type: 'object', description, required: ['said', 'value'], additionalProperties: false },
			properties: { said: { type: ['string', 'null'] }, value },
		});
		const properties = {
			answers: {
				...{ type: 'object', additionalProperties: false },
				properties: {
					topic: nullable({ type: ['string', 'null'] }, 'The policy that was asked about'),
					recipient: nullable({ type: ['string', 'null'], enum: ['John', 'Maria', null] }, ''),
					tickets: nullable({ type: ['integer', 'null'] }, 'How many tickets'),
					phone: nullable({ type: ['string', 'null'] }, 'A telephone number'),
				},
			},
			summary: { type: 'string' },
		};
		const transcript = [
			'AGENT: What is your telephone number?',
			'CALLER: What does our travel policy say about two train tickets?',
			'CALLER: Please send that answer to Maria by email.',
		];
		const completion = await client().chat.completions.create({
			model: MODEL,
			messages: [{ role: 'user', content: ['TRANSCRIPT', ...transcript].join('\n') }],
			response_format: {
				type: 'json_schema',
				json_schema: { name: 'report', strict: true, schema: { type: 'object', properties } },
			},
		});
		const [, travel, email] = transcript.map((line) => line.replace(/^\w+: /, ''));
		expect(JSON.parse(completion.choices[0]?.message.content ?? '')).toEqual({
			answers: {
				topic: { said: travel, value: travel },
				recipient: { said: email, value: 'Maria' },
				tickets: { said: travel, value: 2 },
				phone: { said: null, value: null },
			},
			summary: `The caller said: ${travel} ${email}`,
		});
	});

	it('lists its models and finds one', async () => {
		const listed = (await client().models.list()).data.map(({ id }) => id);
		expect(listed).toContain(MODEL);
		expect((await client().models.retrieve(MODEL)).id).toBe(MODEL);
		await expect(client().models.retrieve('llama-3.1-8b-instant')).rejects.toMatchObject({
			status: 404,
			error: { error: { code: 'model_not_found' } },
		});
	});

	it('refuses a wrong key and a retired model', async () => {
		await expect(client('wrong').models.list()).rejects.toMatchObject({ status: 401 });
		await expect(stream({ model: 'llama-3.1-8b-instant' })).rejects.toMatchObject({
			status: 404,
			error: { error: { code: 'model_not_found' } },
		});
	});

	it('fails as Groq fails when told to', async () => {
		await inject({ kind: 'status', status: 429, retryAfterSeconds: 7 });
		const limited = await stream().catch((error: unknown) => error);
		expect(limited).toBeInstanceOf(Groq.RateLimitError);
		expect((limited as InstanceType<typeof Groq.APIError>).headers?.get('retry-after')).toBe('7');

		await inject({ kind: 'tool_use_failed' });
		await expect(stream()).rejects.toMatchObject({
			status: 400,
			error: { error: { code: 'tool_use_failed' } },
		});

		const drain = async () => {
			const reasons = [];
			for await (const chunk of await stream()) reasons.push(chunk.choices[0]?.finish_reason);
			return reasons;
		};
		await inject({ kind: 'tool_use_failed', midStream: true });
		await expect(drain()).rejects.toMatchObject({ error: { code: 'tool_use_failed' } });
		await inject({ kind: 'cut' });
		await expect(drain()).rejects.toThrow();
		await inject({ kind: 'empty' });
		expect((await drain()).at(-1)).toBe('length');
		expect((await drain()).at(-1)).toBe('stop');
	});
});
