import { setTimeout as sleep } from 'node:timers/promises';
import { initializeLogger } from '@livekit/agents';
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

describe('a late result', () => {
	/** A call in which somebody else decides when nobody speaks and what is heard. */
	function talk() {
		const moment = { isBoundary: false, callerWaits: false };
		const boundary = createWaitingLine(() => moment.isBoundary);
		const heard: boolean[] = [];
		const said: string[] = [];
		const known: unknown[] = [];
		const tell = (words: string) => {
			said.push(words);
			return Promise.resolve(heard.shift() ?? true);
		};
		const late = createLateResults({
			turns: { boundary, callerWaits: () => moment.callerWaits },
			remember: (item) => Promise.resolve(void known.push(item)),
			say: tell,
			speak: tell,
		});
		return { moment, boundary, heard, said, known, late };
	}
	const pause = () => sleep(BOUNDARY_SETTLE_MS + 100);
	const sent = { tool: 'send_email', text: 'Done.', say: 'Your email was sent.' };

	it('waits while somebody speaks', async () => {
		const { late, said, moment, boundary } = talk();
		late.arrived(sent);
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
		late.arrived(sent);
		await pause();
		expect(known).toEqual([]);
		await pause();
		await pause();
		expect(said).toEqual(['Your email was sent.', 'Your email was sent.']);
		expect(known).toHaveLength(1);
	});

	it('of an interrupted call is known at once, and left to the answer that the caller waits for', async () => {
		const { late, said, known, moment } = talk();
		moment.isBoundary = true;
		moment.callerWaits = true;
		late.interrupted('fc_1', sent);
		await pause();
		expect(known).toEqual([
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
