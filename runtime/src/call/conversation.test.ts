import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger } from '@livekit/agents';
import { text } from '../providers/groq/test/groq-server.ts';
import { converse, endConversations, sendEmail, wantsEmail } from './test/converse.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));
afterEach(endConversations);

describe('a conversation', () => {
	it('is recorded line by line with the usage so far', async () => {
		const call = await converse({ model: [text('Hello.'), text('The plan is good.')] });
		await call.say('Hi.');
		await call.say('What is the plan?');
		expect(call.lines()).toEqual([
			['user', 'Hi.'],
			['agent', 'Hello.'],
			['user', 'What is the plan?'],
			['agent', 'The plan is good.'],
		]);
		expect(call.events.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({
			usage: { llmInputTokens: 40, llmOutputTokens: 14 },
		});
	});

	it('calls a tool with the number and the words of the turn that asked for it', async () => {
		const call = await converse({
			model: [text('Hello.'), wantsEmail, text('It is sent.')],
			result: { outcome: 'completed', text: 'The email was sent.\nTo "Ada".' },
		});
		await call.say('Hi.');
		await call.say('Write to Ada.');
		expect(call.calls().map(({ body }) => body)).toEqual([
			{
				callId: 'call_fc_0',
				tool: 'send_email',
				arguments: { to: 'a@example.com' },
				turn: { number: 2, userText: 'Write to Ada.', earlierTexts: ['Hi.'] },
			},
		]);
		expect(call.lines().at(-1)).toEqual(['agent', 'It is sent.']);
		expect(call.groq.bodies.at(-1)?.messages).toContainEqual(
			expect.objectContaining({ role: 'tool', content: 'The email was sent.\nTo "Ada".' }),
		);
		expect(call.running).toEqual([true, false]);
		expect(call.aside).toEqual([]);
	});

	it('speaks what a workflow wants spoken word for word, and asks the model for nothing more', async () => {
		const call = await converse({
			model: [wantsEmail, text('This is not said.')],
			result: { outcome: 'completed', text: 'Sent.', say: 'Your email is on its way.' },
		});
		await call.say('Write to Ada.');
		expect(call.spoken).toEqual(['Your email is on its way.']);
		expect(call.groq.bodies).toHaveLength(1);
	});

	it('says a filler once when a tool is slow', async () => {
		const call = await converse({
			model: [wantsEmail, text('Done.')],
			result: { outcome: 'completed', text: 'Sent.' },
			resultDelayMs: 700,
		});
		await call.say('Write to Ada.');
		expect(call.aside).toEqual(['Let me send that.']);
		expect(call.lines().at(-1)).toEqual(['agent', 'Done.']);
	});

	it('says why a broken tool cannot run, without running it', async () => {
		const call = await converse({
			model: [wantsEmail],
			tools: () => ({
				version: '1',
				tools: [{ ...sendEmail, problem: 'I cannot send emails at the moment.' }],
			}),
		});
		await call.say('Write to Ada.');
		expect(call.spoken).toEqual(['I cannot send emails at the moment.']);
		expect(call.calls()).toEqual([]);
	});

	it('tells the model no technical detail when the service process fails', async () => {
		const call = await converse({ model: [wantsEmail, text('Sorry.')] });
		await call.say('Write to Ada.');
		const told = JSON.stringify(call.groq.bodies.at(-1)?.messages);
		expect(told).toContain('The tool cannot be used now.');
		expect(told).not.toMatch(/127\.0\.0\.1|ZodError|500/);
	});

	it('takes over a changed list of tools, and only a changed one', async () => {
		let version = '1';
		const call = await converse({
			model: [text('Hello.')],
			tools: () => ({ version, tools: version === '1' ? [sendEmail] : [] }),
		});
		expect(await call.toolSet.refresh()).toBeUndefined();
		version = '2';
		expect(await call.toolSet.refresh()).toEqual([]);
	});

	it('lets an action finish that the caller interrupts, and its result reaches the model', async () => {
		const call = await converse({
			model: [wantsEmail, text('It was sent.')],
			result: { outcome: 'completed', text: 'The email was sent.' },
			resultDelayMs: 300,
		});
		const reply = call.session.generateReply({ userInput: 'Write to Ada.' });
		await sleep(150);
		reply.interrupt();
		await sleep(500);
		expect(call.calls()).toHaveLength(1);
		expect(call.running).toEqual([true, false]);
		await call.say('Did it work?');
		expect(JSON.stringify(call.groq.bodies.at(-1))).toContain('The email was sent.');
	});

	it('keeps the result of an action whose call the framework gave up', async () => {
		const call = await converse({
			model: [text('Hello.')],
			tools: () => ({ version: String(Math.random()), tools: [sendEmail] }),
			result: { outcome: 'completed', text: 'The email was sent.' },
			resultDelayMs: 100,
		});
		const [tool] = (await call.toolSet.refresh()) ?? [];
		const givenUp = new AbortController();
		const result = tool?.execute(
			{ to: 'a' },
			{ ctx: undefined as never, toolCallId: 'fc_9', abortSignal: givenUp.signal },
		);
		givenUp.abort();
		await result;
		await call.say('Did it work?');
		expect(call.known()).toContainEqual(
			expect.objectContaining({ type: 'function_call_output', output: 'The email was sent.' }),
		);
	});
});
