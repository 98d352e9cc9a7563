import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger, voice } from '@livekit/agents';
import { createGroqLlm } from '../providers/groq/groq-llm.ts';
import {
	chunk,
	startGroq,
	stream,
	text,
	toolCall,
	usage,
	type Answer,
} from '../providers/groq/test/groq-server.ts';
import type { CallEvent, CallTool, CallToolResult } from '../channel/messages.ts';
import { followConversation } from './conversation.ts';
import { createLateResults } from './late-results.ts';
import { createProgressLine } from './progress-line.ts';
import { createServiceChannel } from './service-channel.ts';
import { startChannelServer, type ChannelRequest } from './test/channel-server.ts';
import { createToolSet } from './tool-set.ts';
import { watchTurns } from './turns.ts';
import { wasHeard } from './was-heard.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const clean of cleanUp.splice(0).reverse()) await clean();
});

const sendEmail: CallTool = {
	name: 'send_email',
	description: 'Sends an email.',
	parameters: { type: 'object', properties: { to: { type: 'string' } } },
	requiresConfirmation: false,
	sideEffect: true,
	timeoutMs: 30_000,
	fillerText: 'Let me send that.',
};
const wantsEmail = stream(
	chunk(toolCall(0, 'send_email', '{"to":"a@example.com"}')),
	chunk({}, usage, 'tool_calls'),
);

/** A written conversation: everything but the audio is as in a call. */
async function converse(options: {
	model: Answer[];
	tools?: () => { version: string; tools: CallTool[] };
	result?: CallToolResult;
	resultDelayMs?: number;
}) {
	const groq = await startGroq(...options.model);
	const service = await startChannelServer(({ path }) => {
		if (path?.endsWith('/tools')) {
			return { status: 200, body: options.tools?.() ?? { version: '1', tools: [sendEmail] } };
		}
		return { status: 200, body: options.result, delayMs: options.resultDelayMs ?? 0 };
	});
	const events: CallEvent[] = [];
	const spoken: string[] = [];
	const aside: string[] = [];
	const running: boolean[] = [];
	const channel = createServiceChannel({
		url: service.url,
		secret: 's',
		sessionId: 'call',
		fetch,
		now: Date.now,
		onLost: () => undefined,
	});
	const session = new voice.AgentSession({
		llm: createGroqLlm(
			{ apiKey: 'k', model: 'm', temperature: 0, maxTokens: 64, baseUrl: groq.url },
			{},
			{ fetch },
		),
		vad: null,
		maxToolSteps: 5,
	});
	const conversation = followConversation(session, {
		record: (event) => events.push(event),
		now: Date.now,
	});
	const turns = watchTurns(session);
	const sayAside = (words: string) => Promise.resolve(aside.push(words));
	const progress = createProgressLine({ turns, sayAside });
	const late = createLateResults({
		turns,
		remember: async (item) => {
			const history = agent.chatCtx.copy();
			history.insert(item);
			await agent.updateChatCtx(history);
		},
		say: (words) => Promise.resolve(spoken.push(words) > 0),
		speak: (instructions) => wasHeard(session, session.generateReply({ instructions })),
	});
	const toolSet = createToolSet({
		channel,
		sessionId: 'call',
		turns,
		say: (words) => spoken.push(words),
		sayAside,
		progress,
		defaultFiller: 'One moment.',
		turn: () => conversation.turn(),
		onRunning: (now) => running.push(now),
		late,
	});
	const agent = new voice.Agent({
		instructions: 'Be brief.',
		tools: (await toolSet.refresh()) ?? [],
	});
	await session.start({ agent, record: false });
	cleanUp.push(
		groq.close,
		service.close,
		() => channel.close(),
		() => session.close(),
	);
	return {
		groq,
		session,
		toolSet,
		spoken,
		aside,
		running,
		progress,
		late,
		say: (words: string) => session.generateReply({ userInput: words }).waitForPlayout(),
		calls: (): ChannelRequest[] =>
			service.requests.filter(({ path }) => path?.endsWith('/tool-calls')),
		lines: () =>
			events.flatMap((event) =>
				event.type === 'transcript' ? [[event.item.role, event.item.text]] : [],
			),
		known: () => agent.chatCtx.items,
		events,
	};
}

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

	it('says what a workflow reports on the way, in place of the filler, until it has its result', async () => {
		const call = await converse({
			model: [wantsEmail, text('It is sent.')],
			result: { outcome: 'completed', text: 'The email was sent.' },
			resultDelayMs: 700,
		});
		const answered = call.say('Write to Ada.');
		while (call.calls().length === 0) await sleep(5);
		call.progress.say('call_fc_0', 'I found the address.');
		call.progress.say('call_fc_0', 'It is going out now.');
		call.progress.say('call_another', 'This belongs to nothing.');
		await answered;
		call.progress.say('call_fc_0', 'This comes too late.');
		expect(call.aside).toEqual(['I found the address.', 'It is going out now.']);
		expect(call.lines().at(-1)).toEqual(['agent', 'It is sent.']);
	});

	it('goes on saying what a pending call reports, until its result comes', async () => {
		const call = await converse({
			model: [wantsEmail, text('I will let you know.'), text('It was sent.')],
			result: { outcome: 'pending', text: 'This takes a while.' },
		});
		await call.say('Write to Ada.');
		call.progress.say('call_fc_0', 'It is going out now.');
		expect(call.aside).toEqual(['It is going out now.']);
		call.progress.finish('call_fc_0');
		call.progress.say('call_fc_0', 'This comes too late.');
		expect(call.aside).toEqual(['It is going out now.']);
	});

	it('tells of late results one after the other, each once, and the model knows them', async () => {
		const call = await converse({
			model: [text('Hello.'), text('The first is done.'), text('It went well.')],
		});
		await call.say('Hi.');
		call.late.arrived({ tool: 'first', text: 'The first report has five pages.' });
		call.late.arrived({ tool: 'second', text: 'Done.', say: 'The second is done.' });
		while (call.spoken.length === 0) await sleep(20);
		expect(call.lines()).toEqual([
			['user', 'Hi.'],
			['agent', 'Hello.'],
			['agent', 'The first is done.'],
		]);
		expect(JSON.stringify(call.groq.bodies.at(-1))).toContain(
			'Tell the caller about it now: The first report has five pages.',
		);
		await call.say('Did it work?');
		expect(JSON.stringify(call.groq.bodies.at(-1)?.messages)).toContain(
			'told of the result of first: The first report has five pages.',
		);
		expect(call.spoken).toEqual(['The second is done.']);
	});
});
