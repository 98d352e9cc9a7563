import { initializeLogger, voice } from '@livekit/agents';
import { createModel } from '../providers/groq/test/ask-model.ts';
import { startGroq, text, type Answer } from '../providers/groq/test/groq-server.ts';
import { createMute } from './mute.ts';
import { watchTurns } from './turns.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A written conversation with an agent that can be muted. */
async function converse(...answers: Answer[]) {
	const groq = await startGroq(...answers);
	const session = new voice.AgentSession({
		llm: createModel(groq.url),
		vad: null,
	});
	const said: string[] = [];
	session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
		if (item.type === 'message' && item.role === 'assistant') said.push(item.textContent ?? '');
	});
	const changes: boolean[] = [];
	const mute = createMute(session, { onChange: (muted) => changes.push(muted) });
	await session.start({ agent: new voice.Agent({ instructions: 'Be brief.' }), record: false });
	cleanUp.push(groq.close, () => session.close());
	return { session, mute, said, changes };
}

describe('a muted agent', () => {
	it('says nothing, whoever asks it to speak, and speaks again when it is unmuted', async () => {
		const { session, mute, said } = await converse(text('I am here.'), text('I am back.'));
		mute.set(true);
		for (const speech of [
			session.say('A filler.'),
			session.generateReply({ userInput: 'Are you there?' }),
		]) {
			await speech.waitForPlayout();
			expect(speech.interrupted).toBe(true);
		}
		expect(said).toEqual([]);

		mute.set(false);
		await session.generateReply({ userInput: 'And now?' }).waitForPlayout();
		expect(said).toHaveLength(1);
	});

	it('hears nothing', async () => {
		const { session, mute } = await converse();
		mute.set(true);
		expect(session.input.audioEnabled).toBe(false);
		mute.set(false);
		expect(session.input.audioEnabled).toBe(true);
	});

	it('cuts off what it is just saying', async () => {
		const { session, mute, said } = await converse(text('This takes a while.'));
		const speech = session.generateReply({ userInput: 'Go on.' });
		mute.set(true);
		await speech.waitForPlayout();
		expect(speech.interrupted).toBe(true);
		expect(said).toEqual([]);
	});

	it('lets late results wait until it is unmuted', async () => {
		const { session, mute } = await converse();
		const turns = watchTurns(session, () => !mute.muted());
		cleanUp.push(() => turns.stop());
		const told: string[] = [];
		mute.set(true);
		turns.boundary.join(async () => told.push(await Promise.resolve('a late result')));
		await new Promise(setImmediate);
		expect(told).toEqual([]);
		mute.set(false);
		turns.look();
		await new Promise(setImmediate);
		expect(told).toEqual(['a late result']);
	});

	it('reports each change once', async () => {
		const { mute, changes } = await converse();
		for (const wanted of [false, true, true, false]) mute.set(wanted);
		expect(changes).toEqual([true, false]);
		expect(mute.muted()).toBe(false);
	});
});
