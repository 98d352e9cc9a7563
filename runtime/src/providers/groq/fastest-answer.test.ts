import { initializeLogger } from '@livekit/agents';
import { askModel, createModel } from './test/ask-model.ts';
import { chunk, json, startGroq, stream, text, usage, type Answer } from './test/groq-server.ts';

const running: Awaited<ReturnType<typeof startGroq>>[] = [];
async function start(...answers: Answer[]) {
	const groq = await startGroq(...answers);
	running.push(groq);
	return { groq, model: createModel(groq.url, {}, { requestsAtOnce: 2 }) };
}
afterEach(() => running.splice(0).forEach((groq) => groq.close()));
beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

describe('a question that is asked twice at once', () => {
	it('is answered by whoever is first, and the other is hung up on', async () => {
		let hungUp: () => void = () => undefined;
		const isHungUp = new Promise<void>((resolve) => (hungUp = resolve));
		const slow: Answer = (response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write(`data: ${JSON.stringify(chunk({ role: 'assistant', content: '' }))}\n\n`);
			response.on('close', hungUp);
		};
		const { groq, model } = await start(slow, text('Here is the plan.'));
		expect(await askModel(model)).toMatchObject({ text: 'Here is the plan.', errors: [] });
		await isHungUp;
		expect(groq.bodies).toHaveLength(2);
		expect(groq.bodies[0]).toEqual(groq.bodies[1]);
	});

	it('counts both prompts and one answer', async () => {
		const { model } = await start(text('Yes.'));
		const heard = await askModel(model);
		expect(heard.text).toBe('Yes.');
		expect(heard.usage).toMatchObject({
			promptTokens: 2 * usage.x_groq.usage.prompt_tokens,
			completionTokens: usage.x_groq.usage.completion_tokens,
		});
	});

	it.each<[string, Answer]>([
		['fails', json(500, { error: { message: 'oops' } })],
		['meets a rate limit', json(429, { error: { message: 'slow down' } }, { 'retry-after': '30' })],
		['is cut', (response) => void response.destroy()],
		['only thinks', stream(chunk({ reasoning: 'Hmm' }), chunk({}, usage, 'length'))],
	])('is answered although one of them %s', async (_name, fault) => {
		const { model } = await start(fault, text('Here I am.'));
		expect(await askModel(model)).toMatchObject({ text: 'Here I am.', errors: [] });
	});

	it('fails once when both fail', async () => {
		const { groq, model } = await start(json(401, { error: { message: 'Invalid API Key' } }));
		const heard = await askModel(model, { retries: 3 });
		expect(groq.bodies).toHaveLength(2);
		expect(heard.errors).toMatchObject([{ recoverable: false, error: { statusCode: 401 } }]);
	});

	it('is asked again when both only thought', async () => {
		const empty = stream(chunk({ reasoning: 'Hmm' }), chunk({}, usage, 'length'));
		const { model } = await start(empty, empty, text('Short.'));
		expect(await askModel(model, { retries: 1 })).toMatchObject({ text: 'Short.' });
	});

	it('is a time-out when neither answers', async () => {
		const { model } = await start(() => undefined);
		const heard = await askModel(model, { timeoutMs: 200 });
		expect(heard.errors).toMatchObject([{ error: { name: 'APITimeoutError' } }]);
	});
});
