import type { CapacityResult } from './run-capacity.ts';
import { formatTable } from './table.ts';

/** How latency, memory and CPU grow with the number of calls, one table per agent. */
export function showCapacity(results: readonly CapacityResult[]): string {
	return results.map(showOne).join('\n\n');
}

const because: Record<CapacityResult['endedBy'], string> = {
	budget: 'the next step was slower',
	failures: 'in the next step calls failed',
	limit: 'no more were tried',
};

function showOne({ title, budgetMs, steps, calls, endedBy }: CapacityResult): string {
	const head = [title, 'P50 ms', 'P90', 'P99', 'failed', 'MB per call', 'cores'];
	const rows = steps.map((step) => [
		`${step.calls} ${step.calls === 1 ? 'call' : 'calls'}`,
		...[step.latency?.p50, step.latency?.p90, step.latency?.p99].map((ms) => ms?.toFixed(0) ?? '–'),
		String(step.failed),
		step.addedMbPerCall?.toFixed(0) ?? '–',
		step.cores?.toFixed(2) ?? '–',
	]);
	const verdict = `${calls} simultaneous calls with P90 within ${budgetMs} ms (${because[endedBy]}); callers, simulated providers and livekit-server share the machine.`;
	return `${formatTable([head, ...rows])}\n${verdict}`;
}
