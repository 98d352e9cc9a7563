import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { LatencyMode } from '../providers/latency.ts';
import type { AgentFigures } from './agent-figures.ts';
import type { CapacityResult } from './run-capacity.ts';
import type { PauseFigures } from './run-pauses.ts';
import type { ToolsResult } from './tools/run-tools.ts';

/** Everything that a run of the benchmark found out; `result.json`. */
export interface BenchResult {
	/** ISO 8601. */
	at: string;
	providers: 'simulated' | 'real';
	/** `load`: processes that ran or waited in the minute before the run; more than none spoils the figures. */
	machine: { cores: number; cpu: string; memoryMb: number; node: string; load: number };
	seed: number;
	/** One for each way in which the providers were slow. */
	latency?: LatencyResult[];
	/** One for each agent. */
	capacity?: CapacityResult[];
	pauses?: PauseFigures[];
	tools?: ToolsResult;
}

export interface LatencyResult {
	/** `real` when the providers were. */
	mode: LatencyMode | 'real';
	agents: AgentFigures[];
}

/** What the figures of a run depend on. */
export const describeMachine = (): BenchResult['machine'] => ({
	cores: availableParallelism(),
	cpu: cpus()[0]?.model ?? 'unknown',
	memoryMb: Math.round(totalmem() / 2 ** 20),
	node: process.version,
	load: loadavg()[0] ?? 0,
});
