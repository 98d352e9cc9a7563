import type { TurnLatency } from '../../../contract/session.ts';
import type { TurnReport } from '../caller/call-report.ts';
import type { MeasuredCall } from './measure-call.ts';
import { percentile, summarise, type Summary } from './percentile.ts';

/** What the benchmark found out about one agent. Milliseconds unless the name says otherwise. */
export interface AgentFigures {
	name: string;
	title: string;
	/** Turns of the caller, those that interrupt included. */
	turns: number;
	/** Calls that could not be placed. */
	failedCalls?: number;
	/** Turns that got no answer, and turns whose words the agent did not get; neither counts as a latency. */
	unanswered: number;
	misheard: number;
	/** Last sound of the caller → first sound of the answer at the caller's ear, one per turn that interrupts nothing. */
	latenciesMs: number[];
	latency?: Summary;
	/** First sound of a caller who cuts in → last sound of the agent. */
	interruption?: Summary;
	/** Caller in the room with an open microphone → first sound of the greeting. */
	greeting?: Summary;
	/** Proportional set size of the whole process tree in MB, median: idle, and while one call runs. */
	memory?: { idleMb: number; callMb: number };
	/** Median. */
	cpuSecondsPerCallMinute?: number;
	/** The latest that a frame of the caller left: how far the machine was from real time. */
	worstLateMs: number;
	/** The agent's own figure for the same turns. */
	ownFigure?: OwnFigure;
}

/** How the latency that an agent reports compares with what the caller heard. */
export interface OwnFigure {
	/** Turns that both sides measured. */
	count: number;
	/** Median of heard − reported. */
	differenceMs: number;
	/** P90 of |heard − reported|. */
	worstDifferenceMs: number;
	/** Medians of the parts that it reports, by the names of TurnLatency; they overlap. */
	partsMs: Record<string, number>;
	/** What was heard in the turns that began with a remembered opening, and in the others. */
	openings?: { remembered: Summary; others?: Summary };
}

const MEGABYTE = 2 ** 20;

/** Sums up the calls of one agent. */
export function toFigures(
	agent: { name: string; title: string },
	calls: readonly MeasuredCall[],
): AgentFigures {
	const turns = calls.flatMap(({ report }) => report.turns);
	const counted = turns.filter(isCounted);
	const latenciesMs = counted.flatMap(({ latencyMs }) => latencyMs ?? []);
	const idle = calls.flatMap((call) => call.idle?.pssBytes ?? []);
	const busy = calls.flatMap(({ looks }) => looks.at(-1)?.usage.pssBytes ?? []);
	const [idleBytes = 0, busyBytes] = [percentile(idle, 0.5), percentile(busy, 0.5)];
	return {
		...agent,
		turns: turns.length,
		unanswered: turns.filter(({ answeredAtMs }) => answeredAtMs === null).length,
		misheard: turns.filter((turn) => !isUnderstood(turn)).length,
		latenciesMs,
		worstLateMs: Math.max(0, ...calls.map(({ report }) => report.worstLateMs)),
		...some('latency', summarise(latenciesMs)),
		...some(
			'interruption',
			summarise(turns.flatMap(({ agentSilentAfterMs }) => agentSilentAfterMs ?? [])),
		),
		...some('greeting', summarise(calls.flatMap(({ report }) => report.greetingHeardMs ?? []))),
		...some(
			'memory',
			busyBytes === undefined
				? undefined
				: { idleMb: idleBytes / MEGABYTE, callMb: busyBytes / MEGABYTE },
		),
		...some('cpuSecondsPerCallMinute', percentile(calls.flatMap(cpuPerMinute), 0.5)),
		...some('ownFigure', compare(calls)),
	};
}

const some = <Name extends string, Value>(name: Name, value: Value | undefined) =>
	(value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;

/** An agent without a transcript, as the echo, hears everything. */
const isUnderstood = ({ said, recognised }: TurnReport): boolean =>
	recognised === said || recognised.startsWith('caller says');

const isCounted = (turn: TurnReport): boolean =>
	isUnderstood(turn) && turn.agentSilentAfterMs === null;

function cpuPerMinute({ looks }: MeasuredCall): number[] {
	const [first, last] = [looks[0], looks.at(-1)];
	if (!first || !last || last.atMs <= first.atMs) return [];
	const cpuSeconds = last.usage.cpuSeconds - first.usage.cpuSeconds;
	return [(cpuSeconds / (last.atMs - first.atMs)) * 60_000];
}

/** The two clocks are one; a turn is the same when both sides heard the caller stop at about the same time. */
const SAME_TURN_MS = 1000;

/** No voice answers over a network so fast: what began sooner was remembered. */
const REMEMBERED_MS = 20;

function compare(calls: readonly MeasuredCall[]): OwnFigure | undefined {
	const both = calls.flatMap(({ report, agentTurns }) => {
		const startedAt = Date.parse(report.startedAt);
		return report.turns.flatMap((turn) => {
			const { saidUntilMs, latencyMs } = turn;
			if (saidUntilMs === null || latencyMs === null) return [];
			const stoppedAt = startedAt + saidUntilMs;
			const same = agentTurns.find(({ at }) => Math.abs(Date.parse(at) - stoppedAt) < SAME_TURN_MS);
			return same ? [{ turn, latencyMs, same }] : [];
		});
	});
	const differences = both.map(({ latencyMs, same }) => latencyMs - same.totalMs);
	const differenceMs = percentile(differences, 0.5);
	const worstDifferenceMs = percentile(differences.map(Math.abs), 0.9);
	if (differenceMs === undefined || worstDifferenceMs === undefined) return undefined;
	const partsMs = medianParts(calls.flatMap(({ agentTurns }) => agentTurns));
	const counted = both.filter(({ turn }) => isCounted(turn));
	const isRemembered = ({ same }: (typeof both)[number]): boolean =>
		same.ttsFirstByteMs !== undefined && same.ttsFirstByteMs < REMEMBERED_MS;
	const summaryOf = (turns: typeof both) => summarise(turns.map(({ latencyMs }) => latencyMs));
	const remembered = summaryOf(counted.filter(isRemembered));
	const others = summaryOf(counted.filter((one) => !isRemembered(one)));
	const openings = remembered && { remembered, ...some('others', others) };
	return {
		...{ count: differences.length, differenceMs, worstDifferenceMs, partsMs },
		...some('openings', openings),
	};
}

function medianParts(turns: readonly TurnLatency[]): Record<string, number> {
	const parts = new Map<string, number[]>();
	for (const [name, value] of turns.flatMap((turn) => Object.entries(turn))) {
		if (typeof value === 'number') parts.set(name, [...(parts.get(name) ?? []), value]);
	}
	return Object.fromEntries(
		[...parts].map(([name, values]) => [name, percentile(values, 0.5) ?? NaN]),
	);
}
