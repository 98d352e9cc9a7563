import { createReport } from './call-report.ts';
import type { TranscriptSegment } from './transcript.ts';
import type { TurnTimes } from './turn.ts';

const segment = (
	speaker: TranscriptSegment['speaker'],
	atMs: number,
	text: string,
): TranscriptSegment => ({ id: `${atMs}`, speaker, atMs, text, final: true });

const times = (saidFromMs: number | null, problem: string | null = null): TurnTimes => ({
	saidFromMs,
	saidUntilMs: saidFromMs === null ? null : saidFromMs + 500,
	answeredAtMs: saidFromMs === null ? null : saidFromMs + 1_000,
	latencyMs: saidFromMs === null ? null : 500,
	agentSilentAfterMs: null,
	cutOffAtMs: null,
	problem,
});

const caller = {
	joinedMs: 100,
	worstLateMs: () => 3,
	transcript: () => [
		segment('agent', 900, 'Hello. '),
		segment('caller', 2_300, 'What is this?'),
		segment('agent', 2_900, 'A test.'),
		segment('agent', 4_000, 'Only a test.'),
		segment('caller', 8_200, 'Thank you.'),
	],
};

describe('the report of a call', () => {
	it('gives each turn what was said from its first word to the next turn', () => {
		const report = createReport(caller, {
			startedAt: '2026-01-01T00:00:00.000Z',
			script: [{ say: 'What is this?' }, { say: 'Hm?' }, { say: 'Thank you.' }, { say: 'Bye.' }],
			taken: [times(2_000), times(null, 'The agent spoke on.'), times(8_000)],
			greetedAtMs: 800,
			endedBy: 'deadline',
			recording: null,
		});

		expect(report.greetingHeardMs).toBe(700);
		expect(report.greeting).toBe('Hello.');
		expect(report.turns.map(({ recognised, heard }) => [recognised, heard])).toEqual([
			['What is this?', 'A test. Only a test.'],
			['', ''],
			['Thank you.', ''],
		]);
		expect(report.problems).toEqual([
			'Turn 2: The agent spoke on.',
			'The call was not over at its deadline.',
			'The call ended after 3 of 4 turns.',
		]);
	});

	it('counts what was said twice as one turn and says so', () => {
		const report = createReport(caller, {
			startedAt: '2026-01-01T00:00:00.000Z',
			script: [{ say: 'What is this?' }, { say: 'Thank you.' }],
			taken: [times(2_000), { ...times(8_000), firstSaidFromMs: 3_500 }],
			greetedAtMs: 800,
			endedBy: 'caller',
			recording: null,
		});

		expect(report.turns).toMatchObject([
			{ recognised: 'What is this?', heard: 'A test.' },
			{
				recognised: 'Thank you.',
				heard: 'Only a test.',
				firstSaidFromMs: 3_500,
				saidFromMs: 8_000,
			},
		]);
		expect(report.turns[0]).not.toHaveProperty('firstSaidFromMs');
	});
});
