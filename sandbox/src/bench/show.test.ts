import type { AgentFigures } from './agent-figures.ts';
import { drawLatencies } from './picture.ts';
import { showCapacity } from './show-capacity.ts';
import { showLatency } from './show-latency.ts';
import { showPauses } from './show-pauses.ts';

const agent = (name: string, p50: number): AgentFigures => ({
	...{ name, title: `<${name}>`, turns: 2, unanswered: 0, misheard: 0, worstLateMs: 3 },
	latenciesMs: [p50, p50 + 10],
	latency: { count: 2, p50, p90: p50 + 10, p99: p50 + 10 },
});

describe('what a run shows', () => {
	it('sets every figure in relation to the stock starter', () => {
		const lines = showLatency([agent('ours', 450), agent('starter', 600)]).split('\n');
		expect(lines[1]).toMatch(/^<ours> +2 +450 \(0\.75\) +460 \(0\.75\)/);
		expect(lines[2]).toMatch(/^<starter> +2 +600 \(1\.00\)/);
	});

	it('says how an agent’s own figure differs', () => {
		const partsMs = { transcriptMs: 180, totalMs: 440 };
		const ownFigure = { count: 20, differenceMs: 10, worstDifferenceMs: 28, partsMs };
		expect(showLatency([{ ...agent('ours', 450), ownFigure }])).toContain(
			'heard − reported 10 ms (P50), at most 28 ms in 90 % of 20 turns; reported (P50, overlapping): transcript 180, total 440.',
		);
	});

	it('admits that the machine was busy', () => {
		expect(showLatency([{ ...agent('ours', 450), worstLateMs: 80 }])).toContain('80 ms late');
		expect(showLatency([agent('ours', 450)])).not.toContain('late;');
	});

	it('tells how many callers were cut off in each pause', () => {
		const pauses = [
			{ pauseMs: 300, turns: 4, cutOff: 0 },
			{ pauseMs: 700, turns: 4, cutOff: 3 },
		];
		expect(showPauses([{ name: 'ours', title: 'ours', pauses }])).toMatch(
			/^ours +0 of 4 +3 of 4 +38 %/m,
		);
	});

	it('tells how many calls stayed within the budget', () => {
		const shown = showCapacity([
			{
				...{ name: 'ours', title: 'ours', budgetMs: 700, calls: 2, endedBy: 'budget' },
				steps: [
					{ calls: 2, failed: 0, latency: { count: 10, p50: 500, p90: 600, p99: 610 } },
					{ calls: 4, failed: 0, latency: { count: 20, p50: 600, p90: 800, p99: 900 } },
				],
			},
		]);
		expect(shown).toContain(
			'2 simultaneous calls with P90 within 700 ms (the next step was slower)',
		);
	});

	it('draws one dot per turn and escapes titles', () => {
		const agents = [agent('ours', 450), agent('starter', 600)];
		const picture = drawLatencies([{ mode: 'fixed', agents }]);
		expect(picture.match(/<circle/g)).toHaveLength(4);
		expect(picture).toContain('&lt;ours&gt;');
		expect(picture).not.toContain('NaN');
	});
});
