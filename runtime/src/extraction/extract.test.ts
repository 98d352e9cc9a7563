import { pino } from 'pino';
import type { AnswerField } from '../../../contract/answers.ts';
import type { TranscriptItem } from '../../../contract/session.ts';
import { createCompleteJson } from '../providers/groq/complete-json.ts';
import { json, startGroq, type Answer } from '../providers/groq/test/groq-server.ts';
import { createExtract, type ExtractionRequest } from './extract.ts';

const at = '2026-11-23T10:00:00.000Z';
const transcript: TranscriptItem[] = [
	{ role: 'agent', text: 'Hello! What is your email address?', at },
	{ role: 'user', text: 'It is Maria, at example dot com.', at },
	{ role: 'agent', text: 'Shall I call you at 555 1234?', at },
	{ role: 'user', text: 'No. Two tickets,', at },
	{ role: 'user', text: 'please.', at },
];
const fields: AnswerField[] = [
	{ name: 'email', type: 'string', description: "The caller's email address" },
	{ name: 'tickets', type: 'integer' },
	{ name: 'phone', type: 'string' },
	{ name: 'size', type: 'options', options: ['small', 'large'] },
];

/** The model's answer, in Groq's envelope. */
const form = (value: unknown): Answer =>
	json(200, {
		choices: [{ message: { role: 'assistant', content: JSON.stringify(value) } }],
		usage: {
			...{ prompt_tokens: 400, completion_tokens: 60, total_tokens: 460 },
			prompt_tokens_details: { cached_tokens: 100 },
		},
	});
const none = { said: null, value: null };
const filledIn = {
	email: { said: 'Maria, at example dot com', value: 'maria@example.com' },
	tickets: { said: 'two tickets please', value: 2 },
	phone: none,
	size: none,
};

const running: Awaited<ReturnType<typeof startGroq>>[] = [];
afterEach(() => running.splice(0).forEach((groq) => groq.close()));

async function extract(
	answers: Answer[],
	request: Partial<ExtractionRequest> = {},
	deadlineMs?: number,
) {
	const groq = await startGroq(...answers);
	running.push(groq);
	const extracted = await createExtract({
		complete: createCompleteJson(
			{ apiKey: 'gsk_test', model: 'openai/gpt-oss-20b', baseUrl: groq.url },
			{ fetch },
		),
		logger: pino({ level: 'silent' }),
		...(deadlineMs === undefined ? {} : { deadlineMs }),
	})({ sessionId: 'one', fields, summary: true, transcript, ...request });
	return { ...extracted, bodies: groq.bodies };
}

describe('reading a transcript', () => {
	it('asks once, for strict JSON and with the whole transcript, and counts the tokens', async () => {
		const { extraction, usage, bodies } = await extract([
			form({ answers: filledIn, summary: ' Maria wants two tickets. ' }),
		]);
		expect(extraction).toEqual({
			answers: { email: 'maria@example.com', tickets: 2, phone: null, size: null },
			summary: 'Maria wants two tickets.',
		});
		expect(usage).toEqual({ llmInputTokens: 400, llmCachedInputTokens: 100, llmOutputTokens: 60 });
		expect(bodies).toHaveLength(1);
		expect(bodies[0]).toMatchObject({
			model: 'openai/gpt-oss-20b',
			temperature: 0,
			response_format: {
				type: 'json_schema',
				json_schema: { strict: true, schema: { required: ['answers', 'summary'] } },
			},
		});
		const [, asked] = bodies[0]!.messages as { content: string }[];
		expect(asked?.content).toContain("- email (string): The caller's email address");
		expect(asked?.content).toContain('- size (one of: small, large)');
		expect(asked?.content).toContain('CALLER: It is Maria, at example dot com.');
	});

	it.each([
		['a quote that nobody said', { said: 'my number is 555 9999', value: '5559999' }],
		['words of the agent', { said: 'Shall I call you at 555 1234?', value: '5551234' }],
		['no quote at all', { said: null, value: '5551234' }],
		['an empty quote', { said: ' … ', value: '5551234' }],
		['words that are only parts of words', { said: 'exam', value: '5551234' }],
	])('does not believe an answer with %s', async (_case, phone) => {
		const { extraction } = await extract([form({ answers: { ...filledIn, phone }, summary: '' })]);
		expect(extraction.answers).toEqual({
			...{ email: 'maria@example.com', tickets: 2, phone: null, size: null },
		});
		expect(extraction.summary).toBeNull();
	});

	it('asks nobody when the caller has said nothing', async () => {
		const { extraction, bodies } = await extract([form({})], {
			transcript: transcript.filter(({ role }) => role === 'agent'),
		});
		expect(extraction).toEqual({
			answers: { email: null, tickets: null, phone: null, size: null },
			summary: null,
		});
		expect(bodies).toEqual([]);
	});

	it('asks once more when the form is not valid, and when Groq fails', async () => {
		const good = form({ answers: filledIn, summary: 'Two tickets.' });
		const wrongType = { ...filledIn, tickets: { said: 'two tickets', value: 'two' } };
		for (const bad of [
			form({ answers: wrongType, summary: '' }),
			json(503, { error: { message: 'over capacity' } }),
		]) {
			const { extraction, bodies } = await extract([bad, good]);
			expect(extraction).toMatchObject({ answers: { tickets: 2 }, summary: 'Two tickets.' });
			expect(bodies).toHaveLength(2);
		}
	});

	it('says that it did not work, and nothing of why, after the second time', async () => {
		const { extraction, usage, bodies } = await extract([
			json(400, { error: { message: 'This model does not support json_schema' } }),
		]);
		expect(bodies).toHaveLength(2);
		expect(extraction).toEqual({
			answers: { email: null, tickets: null, phone: null, size: null },
			summary: null,
			extractionProblem: 'The model could not read the transcript, so nothing is filled in.',
		});
		expect(usage.llmInputTokens).toBe(0);
	});

	it('gives up at its deadline', async () => {
		const { extraction, bodies } = await extract([() => undefined], {}, 300);
		expect(bodies).toHaveLength(1);
		expect(extraction.extractionProblem).toMatch(/could not read/);
	});

	it('reads only what was asked for', async () => {
		const { extraction, bodies } = await extract([form({ summary: 'Tickets.' })], { fields: [] });
		expect(extraction).toEqual({ summary: 'Tickets.' });
		const [, asked] = bodies[0]!.messages as { content: string }[];
		expect(asked?.content).not.toContain('FORM');
	});
});
