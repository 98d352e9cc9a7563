import type { MeasuredCall } from './measure-call.ts';
import { toFigures } from './agent-figures.ts';
import { describeMachine, type BenchResult, type LatencyResult } from './result.ts';
import { runLatency } from './run-latency.ts';
import { showLatency } from './show-latency.ts';
import { startContenders, type BenchOptions, type StartedContenders } from './start-contenders.ts';

/** Runs the parts that are wanted and tells the results as they come. */
export async function runBenchmark(options: BenchOptions): Promise<BenchResult> {
	const { wanted } = options;
	const result: BenchResult = {
		at: new Date().toISOString(),
		providers: 'simulated',
		machine: describeMachine(),
		seed: wanted.seed,
	};
	const simulation = { scenario: 'benchmark', latency: 'fixed', seed: wanted.seed } as const;
	const started = await startContenders(options, simulation, wanted.agents);
	const { simulated } = started.stack.providers;
	result.providers = simulated ? 'simulated' : 'real';
	options.progress.say(
		simulated
			? 'The providers are SIMULATED on this machine: see docs/performance.md for what that means.'
			: 'The providers are REAL: every turn costs money.',
	);
	const modes = simulated ? wanted.modes : (['real'] as const);
	result.latency = [];
	for (const mode of modes) result.latency.push(await measureLatency(options, started, mode));
	return result;
}

async function measureLatency(
	{ wanted, progress, env, signal }: BenchOptions,
	{ stack, contenders }: StartedContenders,
	mode: LatencyResult['mode'],
): Promise<LatencyResult> {
	const calls = new Map<string, MeasuredCall[]>();
	await runLatency({
		...{ contenders, env, signal, turns: wanted.turns, seed: wanted.seed },
		latencies: mode === 'real' ? undefined : { mode, url: stack.providers.latencyUrl ?? '' },
		onCall({ name }, call) {
			calls.set(name, [...(calls.get(name) ?? []), call]);
			const heard = call.report.turns.map(({ latencyMs }) => latencyMs?.toFixed(0) ?? '–');
			progress.say(`${mode}  ${name.padEnd(8)} ${heard.join(' ')} ms`);
			for (const problem of call.report.problems) progress.say(`   ${problem}`);
		},
	});
	const agents = contenders.map((agent) => toFigures(agent, calls.get(agent.name) ?? []));
	progress.say('');
	progress.say(
		`Latency at the caller's ear, ${describeMode(mode)}; in brackets: compared with LiveKit’s starter`,
	);
	for (const line of showLatency(agents).split('\n')) progress.say(line);
	return { mode, agents };
}

function describeMode(mode: LatencyResult['mode']): string {
	if (mode === 'real') return 'real providers';
	return mode === 'fixed'
		? 'providers at 150, 200 and 60 ms'
		: 'providers drawn from P50/P99 of 150/300, 200/400 and 60/150 ms';
}
