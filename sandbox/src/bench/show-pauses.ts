import type { PauseFigures } from './run-pauses.ts';
import { formatTable } from './table.ts';

/** How many callers were cut off in mid-sentence, by length of the pause, beside what waiting costs. */
export function showPauses(agents: readonly PauseFigures[]): string {
	const lengths = agents[0]?.pauses.map(({ pauseMs }) => `${pauseMs} ms`) ?? [];
	const head = ['cut off in a pause of', ...lengths, 'all', 'latency P50', 'P90'];
	const rows = agents.map(({ title, pauses, latency }) => {
		const [cutOff, turns] = [
			sum(pauses.map((one) => one.cutOff)),
			sum(pauses.map((one) => one.turns)),
		];
		return [
			title,
			...pauses.map((one) => `${one.cutOff} of ${one.turns}`),
			turns === 0 ? '–' : `${((100 * cutOff) / turns).toFixed(0)} %`,
			latency ? latency.p50.toFixed(0) : '–',
			latency ? latency.p90.toFixed(0) : '–',
		];
	});
	return formatTable([head, ...rows]);
}

const sum = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);
