import { initializeLogger, llm } from '@livekit/agents';
import { askModel, createModel, type Heard } from './test/ask-model.ts';
import {
	chunk,
	json,
	startGroq as start,
	stream,
	text,
	toolCall,
	usage,
	type Answer,
	type Body,
} from './test/groq-server.ts';

/** Asks once and collects what comes. */
const ask = (url: string, options: { retries?: number; timeoutMs?: number } = {}): Promise<Heard> =>
	askModel(createModel(url), options);

const running: Awaited<ReturnType<typeof start>>[] = [];
async function startGroq(...answers: Answer[]): ReturnType<typeof start> {
	const groq = await start(...answers);
	running.push(groq);
	return groq;
}
afterEach(() => running.splice(0).forEach((groq) => groq.close()));

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

describe('an answer of the model', () => {
	it('streams the text, leaves the reasoning out and counts the tokens', async () => {
		const groq = await startGroq(
			stream(
				chunk({ role: 'assistant', content: '' }),
				chunk({ reasoning: 'We should greet.', channel: 'analysis' }),
				chunk({ content: 'Hello ' }),
				chunk({ content: 'there.' }),
				chunk({}, usage, 'stop'),
			),
		);
		const heard = await ask(groq.url);
		expect(heard).toMatchObject({ text: 'Hello there.', calls: [], errors: [] });
		expect(heard.usage).toMatchObject({ promptTokens: 20, completionTokens: 7, totalTokens: 27 });
	});

	it('asks for little and unspoken reasoning, with the tools as JSON Schema', async () => {
		const groq = await startGroq(text('Yes.'));
		await ask(groq.url);
		expect(groq.bodies[0]).toMatchObject({
			model: 'openai/gpt-oss-20b',
			temperature: 0.7,
			max_completion_tokens: 512,
			reasoning_effort: 'low',
			include_reasoning: false,
			stream: true,
			messages: [
				{ role: 'system', content: 'Be brief.' },
				{ role: 'user', content: 'What is the plan?' },
			],
			tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
		});
	});

	it('sends no reasoning options to a model that does not reason', async () => {
		const groq = await startGroq(text('Yes.'));
		await askModel(createModel(groq.url, { model: 'llama-5-small' }));
		expect(groq.bodies[0]).toMatchObject({ model: 'llama-5-small' });
		expect(groq.bodies[0]).not.toHaveProperty('reasoning_effort');
	});

	it('hands over every tool call whole, however it is cut', async () => {
		const groq = await startGroq(
			stream(
				chunk(toolCall(0, 'look_up', '{"query":')),
				chunk({ tool_calls: [{ index: 0, function: { arguments: '"a"}' } }] }),
				chunk(toolCall(1, 'look_up', '{"query":"b"}')),
				chunk({}, usage, 'tool_calls'),
			),
		);
		const heard = await ask(groq.url);
		expect(heard.calls).toEqual([
			expect.objectContaining({ callId: 'fc_0', name: 'look_up', args: '{"query":"a"}' }),
			expect.objectContaining({ callId: 'fc_1', name: 'look_up', args: '{"query":"b"}' }),
		]);
	});
});

describe('a malformed tool call', () => {
	const failure = (generation: string): Body => ({
		message: 'Tool call validation failed',
		type: 'invalid_request_error',
		code: 'tool_use_failed',
		failed_generation: generation,
		status_code: 400,
	});
	const wanted = JSON.stringify({ name: 'look_up', arguments: { query: 'plan' } });
	const shapes: [string, (generation: string) => Answer][] = [
		['as an HTTP error', (generation) => json(400, { error: failure(generation) })],
		['inside the stream', (generation) => stream({ error: failure(generation) })],
	];

	describe.each(shapes)('%s', (_name, refuse) => {
		it('runs when it can be read and the tool exists', async () => {
			const groq = await startGroq(refuse(wanted));
			const heard = await ask(groq.url);
			expect(heard.calls).toEqual([
				expect.objectContaining({ name: 'look_up', args: '{"query":"plan"}' }),
			]);
			expect(heard.errors).toEqual([]);
			expect(groq.bodies).toHaveLength(1);
		});

		it('is asked for once more, less creatively, when it cannot be read', async () => {
			const groq = await startGroq(refuse('look_up(plan)'), text('Here is the plan.'));
			const heard = await ask(groq.url);
			expect(heard).toMatchObject({ text: 'Here is the plan.', errors: [] });
			expect(groq.bodies.map((body) => body.temperature)).toEqual([0.7, 0.2]);
		});

		it('is asked for once more when it names a tool that does not exist', async () => {
			const groq = await startGroq(refuse('{"name":"delete_all","arguments":{}}'), text('No.'));
			expect(await ask(groq.url)).toMatchObject({ text: 'No.', calls: [] });
		});

		it('is an error after the second time, whatever the framework would retry', async () => {
			const groq = await startGroq(refuse('nonsense'));
			const heard = await ask(groq.url, { retries: 3 });
			expect(groq.bodies).toHaveLength(2);
			expect(heard.errors).toEqual([expect.objectContaining({ recoverable: false })]);
		});
	});

	it('in the dialect of Llama runs too', async () => {
		const groq = await startGroq(
			json(400, { error: failure('<function=look_up{"query":"plan"}</function>') }),
		);
		const heard = await ask(groq.url);
		expect(heard.calls).toMatchObject([{ name: 'look_up', args: '{"query":"plan"}' }]);
	});

	it('after spoken words is not asked for again', async () => {
		const groq = await startGroq(
			stream(chunk({ content: 'Let me see. ' }), { error: failure('nonsense') }),
		);
		const heard = await ask(groq.url, { retries: 3 });
		expect(heard.text).toBe('Let me see. ');
		expect(groq.bodies).toHaveLength(1);
		expect(heard.errors).toMatchObject([{ recoverable: false }]);
	});
});

describe('a failing Groq', () => {
	it('is not asked again when it refuses the key', async () => {
		const groq = await startGroq(json(401, { error: { message: 'Invalid API Key' } }));
		const heard = await ask(groq.url, { retries: 3 });
		expect(groq.bodies).toHaveLength(1);
		expect(heard.errors).toMatchObject([{ recoverable: false, error: { statusCode: 401 } }]);
	});

	it('is asked again by the framework after a server error', async () => {
		const groq = await startGroq(json(500, { error: { message: 'oops' } }), text('Here I am.'));
		const heard = await ask(groq.url, { retries: 1 });
		expect(heard.text).toBe('Here I am.');
		expect(heard.errors).toMatchObject([{ recoverable: true, error: { statusCode: 500 } }]);
	});

	it('is waited for when the rate limit is short', async () => {
		const groq = await startGroq(
			json(429, { error: { message: 'slow down' } }, { 'retry-after': '0.2' }),
			text('Now.'),
		);
		const begun = Date.now();
		expect(await ask(groq.url)).toMatchObject({ text: 'Now.', errors: [] });
		expect(Date.now() - begun).toBeGreaterThanOrEqual(190);
	});

	it('is not waited for when the rate limit is long', async () => {
		const groq = await startGroq(
			json(429, { error: { message: 'slow down' } }, { 'retry-after': '30' }),
		);
		const begun = Date.now();
		const heard = await ask(groq.url);
		expect(heard.errors).toMatchObject([{ error: { statusCode: 429 } }]);
		expect(Date.now() - begun).toBeLessThan(1500);
	});

	it('is asked again when all tokens went into reasoning', async () => {
		const groq = await startGroq(
			stream(chunk({ reasoning: 'Hmm' }), chunk({}, usage, 'length')),
			text('Short.'),
		);
		expect(await ask(groq.url, { retries: 1 })).toMatchObject({ text: 'Short.' });
	});

	it('does not repeat itself when the socket is cut after the first words', async () => {
		const groq = await startGroq((response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write(`data: ${JSON.stringify(chunk({ content: 'The plan is ' }))}\n\n`);
			setTimeout(() => response.destroy(), 50);
		});
		const heard = await ask(groq.url, { retries: 3 });
		expect(heard.text).toBe('The plan is ');
		expect(groq.bodies).toHaveLength(1);
		expect(heard.errors).toMatchObject([{ recoverable: false }]);
	});

	it('is asked again when the socket is cut before the first word', async () => {
		const groq = await startGroq((response) => void response.destroy(), text('Hello.'));
		expect(await ask(groq.url, { retries: 1 })).toMatchObject({ text: 'Hello.' });
	});

	it.each<[string, Answer]>([
		['before the headers', () => undefined],
		['after the headers', (response) => response.writeHead(200).flushHeaders()],
	])('is a time-out when it falls silent %s', async (_name, silence) => {
		const groq = await startGroq(silence);
		const heard = await ask(groq.url, { timeoutMs: 200 });
		expect(heard.errors).toMatchObject([{ error: { name: 'APITimeoutError' } }]);
	});
});

describe('the connection', () => {
	it('opened by prewarming serves turns that are more than the usual 4 s apart', async () => {
		const groq = await startGroq(text('Yes.'));
		const model = createModel(groq.url);
		// No hint to the client how long the connection stays.
		groq.server.keepAliveTimeout = 0;
		model.prewarm();
		await new Promise((resolve) => setTimeout(resolve, 200));
		await askModel(model);
		await new Promise((resolve) => setTimeout(resolve, 5000));
		await askModel(model);
		expect(groq.bodies).toHaveLength(2);
		expect(groq.sockets.size).toBe(1);
	}, 15_000);

	it('is let go when the caller interrupts', async () => {
		let closed: () => void = () => undefined;
		const isClosed = new Promise<void>((resolve) => (closed = resolve));
		const groq = await startGroq((response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write(`data: ${JSON.stringify(chunk({ content: 'A long ' }))}\n\n`);
			response.on('close', closed);
		});
		const model = createModel(groq.url);
		const errors: unknown[] = [];
		model.on('error', (error) => errors.push(error));
		const chatCtx = llm.ChatContext.empty();
		chatCtx.addMessage({ role: 'user', content: 'Tell me.' });
		const answer = model.chat({ chatCtx });
		await answer.next();
		answer.close();
		await isClosed;
		expect(errors).toEqual([]);
	});
});
