import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger, llm } from '@livekit/agents';
import { text } from '../providers/groq/test/groq-server.ts';
import { BOUNDARY_SETTLE_MS, createLateResults } from './late-results.ts';
import { converse, endConversations, wantsEmail } from './test/converse.ts';
import { createWaitingLine } from './waiting-line.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));
afterEach(endConversations);

describe('what a workflow says after its call was sent', () => {
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
			model: [wantsEmail, text('I will let you know.'), text('It has five pages.'), text('Yes.')],
			result: { outcome: 'pending', text: 'This takes a while.' },
		});
		await call.say('Write to Ada.');
		call.late.arrived('call_fc_0', { tool: 'send_email', text: 'It has five pages.' });
		call.late.arrived('call_fc_1', {
			tool: 'send_email',
			text: 'Done.',
			say: 'The other is done.',
		});
		const isKnown = (callId: string) =>
			call.known().some((item) => item.type === 'function_call' && item.callId === callId);
		while (!isKnown('call_fc_1_late')) await sleep(20);
		expect(call.lines().slice(1)).toEqual([
			['agent', 'I will let you know.'],
			['agent', 'It has five pages.'],
		]);
		expect(call.groq.bodies.at(-1)?.messages).toMatchObject([
			{ role: 'system' },
			{ role: 'user' },
			{ role: 'assistant', tool_calls: [{ id: 'fc_0' }] },
			{ role: 'tool', content: 'This takes a while.' },
			{ role: 'assistant', content: 'I will let you know.' },
			{
				role: 'assistant',
				tool_calls: [
					{
						id: 'call_fc_0_late',
						function: { name: 'send_email', arguments: '{"to":"a@example.com"}' },
					},
				],
			},
			{ role: 'tool', content: 'It has five pages.' },
		]);
		await call.say('Did it work?');
		expect(call.groq.bodies.at(-1)?.messages).toMatchObject([
			...[{}, {}, {}, {}, {}],
			{ role: 'assistant', tool_calls: [{ id: 'call_fc_0_late' }] },
			{ role: 'tool' },
			{ role: 'assistant', content: 'It has five pages.' },
			{ role: 'assistant', tool_calls: [{ id: 'call_fc_1_late' }] },
			{ role: 'tool', content: 'Done.' },
			{ role: 'user', content: 'Did it work?' },
		]);
		expect(call.spoken).toEqual(['The other is done.']);
	});
});

describe('a late result', () => {
	/** A call in which somebody else decides when nobody speaks and what is heard. */
	function talk() {
		const moment = { isBoundary: false, callerWaits: false };
		const boundary = createWaitingLine(() => moment.isBoundary);
		const heard: boolean[] = [];
		const said: string[] = [];
		let known = llm.ChatContext.empty();
		const tell = (words: string) => {
			said.push(words);
			return Promise.resolve(heard.shift() ?? true);
		};
		const late = createLateResults({
			sessionId: 'call',
			turns: { boundary, callerWaits: () => moment.callerWaits },
			history: () => known,
			remember: (history) => Promise.resolve(void (known = history)),
			say: tell,
			answer: () => tell('the model'),
		});
		return { moment, boundary, heard, said, known: () => known.items, late };
	}
	const pause = () => sleep(BOUNDARY_SETTLE_MS + 100);
	const sent = { tool: 'send_email', text: 'Done.', say: 'Your email was sent.' };

	it('waits while somebody speaks', async () => {
		const { late, said, moment, boundary } = talk();
		late.arrived('call_fc_1', sent);
		await pause();
		expect(said).toEqual([]);
		moment.isBoundary = true;
		boundary.look();
		await pause();
		expect(said).toEqual(['Your email was sent.']);
	});

	it('is told again at the next boundary when the caller cut it off before the first sound', async () => {
		const { late, said, known, heard, moment } = talk();
		moment.isBoundary = true;
		heard.push(false);
		late.arrived('call_fc_1', sent);
		await pause();
		expect(known()).toEqual([]);
		await pause();
		await pause();
		expect(said).toEqual(['Your email was sent.', 'Your email was sent.']);
		expect(known()).toHaveLength(2);
	});

	it('of an interrupted call is known at once, and left to the answer that the caller waits for', async () => {
		const { late, said, known, moment } = talk();
		moment.isBoundary = true;
		moment.callerWaits = true;
		late.interrupted('fc_1', sent);
		await pause();
		expect(known()).toEqual([
			expect.objectContaining({ callId: 'fc_1', output: 'Your email was sent.' }),
		]);
		expect(said).toEqual([]);
	});

	it('of an interrupted call is told when the caller has had an answer that did not know it', async () => {
		const { late, said, moment } = talk();
		moment.isBoundary = true;
		late.interrupted('fc_1', sent);
		await pause();
		expect(said).toEqual(['Your email was sent.']);
	});
});
