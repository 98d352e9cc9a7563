/** A metric of a scrape; a histogram holds its `_bucket`, `_sum` and `_count` samples. */
export interface ScrapedMetric {
	type: string;
	help: string;
	samples: { name: string; labels: Record<string, string>; value: number }[];
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/.source;
const COMMENT = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;
const SUFFIXES: Record<string, string[]> = { histogram: ['_bucket', '_sum', '_count'] };

/**
 * Reads Prometheus' text format 0.0.4, strictly: every sample belongs to a metric with a help and a type before it, and
 * no series comes twice.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @throws Error that names the first faulty line.
 */
export function parsePrometheusText(text: string): Map<string, ScrapedMetric> {
	if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed.');
	const metrics = new Map<string, ScrapedMetric>();
	const series = new Set<string>();
	let current: { name: string; metric: ScrapedMetric } | undefined;

	for (const line of text.split('\n')) {
		if (line === '') continue;
		const [, keyword, commented = '', rest = ''] = COMMENT.exec(line) ?? [];
		if (keyword !== undefined) {
			if (current?.name !== commented) {
				if (metrics.has(commented)) throw new Error(`A metric comes in two places: ${line}`);
				current = { name: commented, metric: { type: '', help: '', samples: [] } };
				metrics.set(commented, current.metric);
			}
			if (keyword === 'HELP') current.metric.help = rest;
			if (keyword === 'TYPE') current.metric.type = rest;
			continue;
		}
		const [, name = '', labelText = '', valueText = ''] = SAMPLE.exec(line) ?? [];
		if (!current?.metric.type || !current.metric.help) {
			throw new Error(`No type and help: ${line}`);
		}
		const { name: base } = current;
		const names = (SUFFIXES[current.metric.type] ?? ['']).map((suffix) => base + suffix);
		const value = valueText === '+Inf' ? Infinity : Number(valueText);
		const key = `${name}{${labelText}}`;
		const isNew = series.size < series.add(key).size;
		if (!names.includes(name) || Number.isNaN(value) || !isNew) throw new Error(`Wrong: ${line}`);
		current.metric.samples.push({ name, labels: parseLabels(labelText), value });
	}
	return metrics;
}

function parseLabels(text: string): Record<string, string> {
	const pairs = [...text.matchAll(LABEL)];
	if (pairs.map(([pair]) => pair).join('') !== text) throw new Error(`Wrong labels: ${text}`);
	return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}
