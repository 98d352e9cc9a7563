import type { AgentFigures } from './agent-figures.ts';
import { formatTable } from './table.ts';

const round = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(0));

/** `665 (1.00)`: a figure and how it compares with the baseline's. */
function withRatio(value: number | undefined, baseline: number | undefined): string {
	if (value === undefined || baseline === undefined || baseline === 0) return round(value);
	return `${round(value)} (${(value / baseline).toFixed(2)})`;
}

/** The agents of one run as a table; ratios are to the stock starter, if it took part. */
export function showLatency(agents: readonly AgentFigures[]): string {
	const baseline = agents.find(({ name }) => name === 'starter');
	const head = [
		'',
		'turns',
		'P50 ms',
		'P90',
		'P99',
		'interrupted',
		'greeting',
		'MB idle',
		'MB in call',
		'CPU s/min',
	];
	const rows = agents.map((agent) => [
		agent.title,
		String(agent.latenciesMs.length),
		withRatio(agent.latency?.p50, baseline?.latency?.p50),
		withRatio(agent.latency?.p90, baseline?.latency?.p90),
		withRatio(agent.latency?.p99, baseline?.latency?.p99),
		withRatio(agent.interruption?.p50, baseline?.interruption?.p50),
		withRatio(agent.greeting?.p50, baseline?.greeting?.p50),
		withRatio(agent.memory?.idleMb, baseline?.memory?.idleMb),
		withRatio(agent.memory?.callMb, baseline?.memory?.callMb),
		agent.cpuSecondsPerCallMinute?.toFixed(1) ?? '–',
	]);
	return [formatTable([head, ...rows]), ...agents.flatMap(notes)].join('\n');
}

/** Frames are 10 ms long; later than this, the figures are the machine's. */
const LATE_MS = 20;

function notes(agent: AgentFigures): string[] {
	const lost = agent.unanswered + agent.misheard;
	const own = agent.ownFigure;
	return [
		...(agent.failedCalls
			? [`${agent.title}: ${agent.failedCalls} calls could not be placed.`]
			: []),
		...(lost > 0
			? [
					`${agent.title}: ${agent.unanswered} turns unanswered, ${agent.misheard} misheard (not counted).`,
				]
			: []),
		...(agent.worstLateMs > LATE_MS
			? [
					`${agent.title}: a caller’s frame left ${round(agent.worstLateMs)} ms late; the machine was busy.`,
				]
			: []),
		...(own
			? [
					`${agent.title}: heard − reported ${round(own.differenceMs)} ms (P50), at most ${round(own.worstDifferenceMs)} ms in 90 % of ${own.count} turns; reported (P50, overlapping): ${parts(own.partsMs)}.`,
				]
			: []),
		...openings(agent),
	];
}

function openings({ title, ownFigure }: AgentFigures): string[] {
	if (!ownFigure?.openings) return [];
	const { remembered, others } = ownFigure.openings;
	return [
		`${title}: ${remembered.count} of ${remembered.count + (others?.count ?? 0)} answers began with a remembered opening: P50 ${round(remembered.p50)} ms, the others ${round(others?.p50)} ms.`,
	];
}

const parts = (partsMs: Record<string, number>): string =>
	Object.entries(partsMs)
		.map(([name, value]) => `${name.replace(/Ms$/, '')} ${round(value)}`)
		.join(', ');
