import { startDeliveryBench, type DeliveryBench } from '../../test/delivery-bench.ts';
import { json, startGroq, type Answer } from '../providers/groq/test/groq-server.ts';

const form = (value: unknown): Answer =>
	json(200, {
		choices: [{ message: { role: 'assistant', content: JSON.stringify(value) } }],
		usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 },
	});
const hello = form({
	answers: { word: { said: 'hi', value: 'Hi' } },
	summary: 'The caller said hi.',
});
const never: Answer = () => undefined;
const wanted = { answers: [{ name: 'word', type: 'string' }], summary: true };
const usage = {
	...{ sttAudioMs: 0, llmInputTokens: 5, llmCachedInputTokens: 0 },
	...{ llmOutputTokens: 7, ttsCharacters: 0 },
};
const at = '2026-11-23T10:00:00.000Z';

describe('a session whose transcript is read at its end', () => {
	let bench: DeliveryBench;
	let groq: Awaited<ReturnType<typeof startGroq>>;
	const open = async (...answers: Answer[]) => {
		groq = await startGroq(...answers);
		bench = await startDeliveryBench({ GROQ_BASE_URL: groq.url });
	};
	afterEach(async () => {
		groq.close();
		await bench.close();
	});

	const start = (sessionId: string) =>
		bench.start({
			...{ sessionId, ...wanted },
			notify: { url: `${bench.n8n.origin}/webhook/e`, events: ['session.ended', 'session.failed'] },
		});

	it('has one final event, with answers and summary, and the cost of reading', async () => {
		await open(hello);
		await start('one');
		await bench.service.report('one', [{ seq: 9, at, event: { type: 'usage', usage } }]);
		await bench.talk('one');
		await bench.talk('one');
		await bench.arrived(1);
		await bench.quiet();
		expect(bench.types()).toEqual(['session.ended']);
		expect(bench.received[0]?.body.report).toMatchObject({
			answers: { word: 'Hi' },
			summary: 'The caller said hi.',
			usage: { llmInputTokens: 1_000_005, llmOutputTokens: 7 },
			cost: { llmUsd: 0.075_002 },
		});
		expect(groq.bodies).toHaveLength(1);
	});

	it('is over at once, and tells so when the transcript was read', async () => {
		let answer: () => void = () => undefined;
		await open((response, body) => {
			answer = () => void hello(response, body);
		});
		await start('one');
		await bench.talk('one');
		await bench.quiet();
		const record = await bench.service.sessions.get('one');
		expect(record).toMatchObject({ status: 'ended', endReason: 'caller_left' });
		expect(record).not.toHaveProperty('answers');
		expect(bench.service.liveKit.rooms.size).toBe(0);
		expect(bench.types()).toEqual([]);
		answer();
		await bench.arrived(1);
		expect(bench.received[0]?.body).toMatchObject({ report: { answers: { word: 'Hi' } } });
	});

	it('gets its final event from the next process when the runtime is restarted meanwhile', async () => {
		await open(never, hello);
		await start('one');
		await bench.talk('one');
		await bench.quiet();
		await bench.restartService();
		bench.pass(61_000);
		await bench.service.sessions.recover();
		await bench.arrived(1);
		await bench.quiet();
		expect(bench.types()).toEqual(['session.ended']);
		expect(bench.received[0]?.body).toMatchObject({
			endReason: 'caller_left',
			report: { answers: { word: 'Hi' } },
		});
	});

	it('ends without answers, and says so, when the model cannot be asked', async () => {
		await open(json(500, {}));
		await start('one');
		await bench.talk('one');
		await bench.arrived(1);
		expect(bench.received[0]?.body.report).toMatchObject({
			answers: { word: null },
			summary: null,
			extractionProblem: 'The model could not read the transcript, so nothing is filled in.',
		});
	});

	it('does not ask the model when nobody came', async () => {
		await open(hello);
		await start('one');
		await bench.service.sessions.end('one', {});
		await bench.arrived(1);
		expect(bench.received[0]?.body.report).toMatchObject({ answers: { word: null } });
		expect(groq.bodies).toEqual([]);
	});

	it.each([
		[{ answers: [{ name: 'a b', type: 'string' }] }],
		[{ answers: [{ name: 'a', type: 'date' }] }],
		[{ answers: [{ name: 'a', type: 'options' }] }],
		[{ answers: [{ name: 'a', type: 'string', options: ['x'] }] }],
		[{ answers: [wanted.answers[0], wanted.answers[0]] }],
	])('is refused when its fields are %j', async (request) => {
		await open(hello);
		expect((await bench.start(request)).status).toBe(400);
	});
});
