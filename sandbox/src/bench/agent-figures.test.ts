import type { TurnReport } from '../caller/call-report.ts';
import { toFigures } from './agent-figures.ts';
import type { MeasuredCall } from './measure-call.ts';

const STARTED_AT = Date.parse('2026-01-01T10:00:00.000Z');

const turn = (times: Partial<TurnReport>): TurnReport => ({
	said: 'Can you do it for me?',
	recognised: 'Can you do it for me?',
	heard: 'Of course.',
	saidFromMs: 1000,
	saidUntilMs: 2000,
	answeredAtMs: 2500,
	latencyMs: 500,
	agentSilentAfterMs: null,
	cutOffAtMs: null,
	problem: null,
	...times,
});

const call = (turns: TurnReport[], more: Partial<MeasuredCall> = {}): MeasuredCall => ({
	report: {
		startedAt: new Date(STARTED_AT).toISOString(),
		joinedMs: 100,
		greetingHeardMs: 600,
		greeting: 'Hello.',
		turns,
		transcript: [],
		recording: null,
		worstLateMs: 1,
		endedBy: 'caller',
		problems: [],
	},
	agentTurns: [],
	idle: undefined,
	looks: [],
	...more,
});

const usage = (megabytes: number, cpuSeconds: number) => ({
	pssBytes: megabytes * 2 ** 20,
	cpuSeconds,
	processes: 2,
});

describe('the figures of an agent', () => {
	it('count neither interruptions nor what was misheard or unanswered as a latency', () => {
		const figures = toFigures({ name: 'ours', title: 'ours' }, [
			call([
				turn({ latencyMs: 400 }),
				turn({ latencyMs: 600 }),
				turn({ latencyMs: 9000, recognised: 'Can you' }),
				turn({ latencyMs: null, answeredAtMs: null }),
				turn({ latencyMs: 700, agentSilentAfterMs: 250 }),
			]),
		]);
		expect(figures).toMatchObject({
			turns: 5,
			unanswered: 1,
			misheard: 1,
			latenciesMs: [400, 600],
			latency: { count: 2, p50: 400, p90: 600 },
			interruption: { count: 1, p50: 250 },
			greeting: { p50: 600 },
		});
		expect(figures).not.toHaveProperty('memory');
		expect(figures).not.toHaveProperty('ownFigure');
	});

	it('hold the memory of a call and its CPU per minute', () => {
		const looks = [
			{ atMs: 5_000, usage: usage(290, 3) },
			{ atMs: 35_000, usage: usage(300, 6) },
		];
		const figures = toFigures({ name: 'ours', title: 'ours' }, [
			call([turn({})], { idle: usage(200, 2), looks }),
		]);
		expect(figures.memory).toEqual({ idleMb: 200, callMb: 300 });
		expect(figures.cpuSecondsPerCallMinute).toBeCloseTo(6);
	});

	it('compare the agent’s own figure with what was heard, turn by turn', () => {
		const at = (ms: number) => new Date(STARTED_AT + ms).toISOString();
		const figures = toFigures({ name: 'ours', title: 'ours' }, [
			call([turn({ latencyMs: 500 }), turn({ saidUntilMs: 12_000, latencyMs: 480 })], {
				agentTurns: [
					{ at: at(12_040), totalMs: 500, transportMs: 90 },
					{ at: at(2_010), totalMs: 410, transportMs: 80 },
					{ at: at(60_000), totalMs: 1 },
				],
			}),
		]);
		expect(figures.ownFigure).toEqual({
			...{ count: 2, differenceMs: -20, worstDifferenceMs: 90 },
			partsMs: { transportMs: 80, totalMs: 410 },
		});
	});

	it('tell what was heard in turns with a remembered opening from the others', () => {
		const at = new Date(STARTED_AT + 2000).toISOString();
		const answered = (latencyMs: number, ttsFirstByteMs: number) =>
			call([turn({ latencyMs })], { agentTurns: [{ at, totalMs: latencyMs, ttsFirstByteMs }] });
		const { ownFigure } = toFigures({ name: 'ours', title: 'ours' }, [
			answered(440, 4),
			answered(500, 61),
			answered(510, 62),
		]);
		expect(ownFigure?.openings).toMatchObject({
			remembered: { count: 1, p50: 440 },
			others: { count: 2, p50: 500 },
		});
	});
});
