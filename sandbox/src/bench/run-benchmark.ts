import { cacheFolder } from '../launch/cache-folder.ts';
import { findRecordings } from '../launch/find-recordings.ts';
import { pauses } from '../scenario/pauses.ts';
import { recordedPauses } from '../scenario/recorded-pauses.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { BenchArguments } from './arguments.ts';
import type { Contender } from './contenders/contender.ts';
import { createOurs } from './contenders/ours.ts';
import { toFigures } from './agent-figures.ts';
import type { MeasuredCall } from './measure-call.ts';
import { describeMachine, type BenchResult, type LatencyResult } from './result.ts';
import { runCapacity, type CapacityResult } from './run-capacity.ts';
import { runLatency } from './run-latency.ts';
import { runPauses, type PauseFigures } from './run-pauses.ts';
import { showCapacity } from './show-capacity.ts';
import { showLatency } from './show-latency.ts';
import { showPauses } from './show-pauses.ts';
import { runTools } from './tools/run-tools.ts';
import { showTools } from './tools/show-tools.ts';
import { startContenders, type BenchOptions, type StartedContenders } from './start-contenders.ts';

/** Per core; above it, other programs take time from what is measured. */
const BUSY_LOAD = 0.3;

/** Runs the parts that are wanted and tells the results as they come. */
export async function runBenchmark(options: BenchOptions): Promise<BenchResult> {
	const { wanted, progress } = options;
	const { part, seed } = wanted;
	const result: BenchResult = {
		at: new Date().toISOString(),
		providers: 'simulated',
		...{ machine: describeMachine(), seed },
	};
	if (result.machine.load > BUSY_LOAD * result.machine.cores) {
		progress.say(
			`This machine is BUSY (load ${result.machine.load.toFixed(1)} on ${result.machine.cores} cores): look at the ratios only.`,
		);
	}
	if (part === 'tools') {
		result.tools = await runTools(options);
		say(options, showTools(result.tools));
		return result;
	}
	const recordings =
		part === 'pauses' && wanted.speech === 'recorded' ? await fetchRecordings(options) : undefined;
	const started = await startContenders(options, {
		...{ scenario: scenarioOf(part, recordings), latency: 'fixed', seed },
		...(recordings !== undefined && { recordings }),
	});
	const { simulated } = started.stack.providers;
	if (!simulated) result.providers = 'real';
	progress.say(
		simulated
			? 'The providers are SIMULATED on this machine: docs/performance.md says what that means.'
			: 'The providers are REAL: every turn costs money.',
	);
	if (part === 'all' || part === 'latency') {
		result.latency = [];
		for (const mode of simulated ? wanted.modes : (['real'] as const)) {
			result.latency.push(await measureLatency(options, started, mode));
		}
	}
	if (part === 'all' || part === 'capacity') {
		result.capacity = await measureCapacity(options, started.contenders);
	}
	if (part === 'pauses') {
		const scenario = recordings === undefined ? pauses : recordedPauses(recordings);
		result.pauses = await measurePauses(options, started, scenario);
	}
	return result;
}

function scenarioOf(part: BenchArguments['part'], recordings: string | undefined) {
	if (part !== 'pauses') return 'benchmark';
	return recordings === undefined ? 'pauses' : 'recorded-pauses';
}

const fetchRecordings = ({ progress, env }: BenchOptions): Promise<string> =>
	progress.step('recordings', (note) => findRecordings({ env, cache: cacheFolder(env), note }));

async function measureLatency(
	options: BenchOptions,
	{ stack, contenders }: StartedContenders,
	mode: LatencyResult['mode'],
): Promise<LatencyResult> {
	const { wanted, progress, env, signal } = options;
	const calls = new Map<string, MeasuredCall[]>();
	const failed = new Map<string, number>();
	await runLatency({
		...{ contenders, env, signal, turns: wanted.turns, seed: wanted.seed },
		latencies: mode === 'real' ? undefined : { mode, url: stack.providers.latencyUrl ?? '' },
		onCall({ name }, call) {
			calls.set(name, [...(calls.get(name) ?? []), call]);
			const heard = call.report.turns.map(({ latencyMs }) => latencyMs?.toFixed(0) ?? '–');
			progress.say(`${mode}  ${name.padEnd(8)} ${heard.join(' ')} ms`);
			for (const problem of call.report.problems) progress.say(`   ${problem}`);
		},
		onFailure({ name }, reason) {
			failed.set(name, (failed.get(name) ?? 0) + 1);
			progress.say(`${mode}  ${name.padEnd(8)} no call: ${reason}`);
		},
	});
	const agents = contenders.map(({ name, title }) => ({
		...toFigures({ name, title }, calls.get(name) ?? []),
		failedCalls: failed.get(name) ?? 0,
	}));
	say(options, `Latency at the caller's ear, ${meaning[mode]} (in brackets: to LiveKit’s starter)`);
	say(options, showLatency(agents));
	return { mode, agents };
}

const meaning: Record<LatencyResult['mode'], string> = {
	real: 'real providers',
	fixed: 'providers at 150, 200 and 60 ms',
	drawn: 'providers drawn from P50/P99 of 150/300, 200/400 and 60/150 ms',
};

async function measureCapacity(
	options: BenchOptions,
	contenders: readonly Contender[],
): Promise<CapacityResult[]> {
	const { wanted, progress, env, signal } = options;
	const results: CapacityResult[] = [];
	for (const contender of contenders.filter(({ name }) => name === 'ours' || name === 'starter')) {
		const result = await runCapacity(contender, {
			...{ budgetMs: wanted.budgetMs, mostCalls: wanted.calls, env, signal },
			onStep: ({ calls, latency, failed }) =>
				progress.say(
					`capacity  ${contender.name.padEnd(8)} ${calls} calls: P90 ${latency?.p90.toFixed(0) ?? '–'} ms, ${failed} failed`,
				),
		});
		results.push(result);
	}
	say(options, showCapacity(results));
	return results;
}

async function measurePauses(
	options: BenchOptions,
	{ stack, contenders }: StartedContenders,
	scenario: Scenario,
): Promise<PauseFigures[]> {
	const { wanted, progress, env, signal } = options;
	const ours = (['fast', 'balanced', 'patient'] as const).map((profile) =>
		createOurs(stack.runtime, { ...wanted, profile }),
	);
	const stock = contenders.filter(({ name }) => name === 'starter' || name === 'tuned');
	const agents = await runPauses({
		contenders: wanted.agents.includes('ours') ? [...ours, ...stock] : stock,
		...{ scenario, sentences: wanted.sentences, env, signal },
		onCall({ title }, turns) {
			const shown = turns.map(({ cutOffAtMs, latencyMs }) =>
				cutOffAtMs === null ? (latencyMs?.toFixed(0) ?? '–') : 'cut off',
			);
			progress.say(`pauses  ${title}: ${shown.join(', ')}`);
		},
	});
	say(options, `Callers who pause in mid-sentence, ${wanted.speech} speech`);
	say(options, showPauses(agents));
	return agents;
}

function say({ progress }: BenchOptions, text: string): void {
	progress.say('');
	for (const line of text.split('\n')) progress.say(line);
}
