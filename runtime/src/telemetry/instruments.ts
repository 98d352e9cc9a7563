import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import { percentile } from './percentile.ts';

/** Milliseconds; they hold the edges that alerts compare with: 400, 500, 600, 700 and 800. */
export const LATENCY_BUCKETS = [
	20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 1000, 1500, 2000,
	3000, 5000,
];

const QUANTILES = [0.5, 0.9, 0.99];

export interface Instruments {
	vad: Histogram;
	stt: Histogram;
	llm: Histogram;
	tts: Histogram;
	total: Histogram;
	toolCalls: Counter;
	toolErrors: Counter;
	sessionsEnded: Counter;
}

/** What is read whenever somebody collects. */
export interface Readings {
	/** Sessions that are not over. */
	sessions: () => Promise<number>;
	maxSessions: number;
	/** `totalMs` of the latest turns of this process, in any order. */
	latestTotalsMs: () => readonly number[];
}

/**
 * Every metric of the runtime. The latencies carry no unit of OpenTelemetry's: exporters that add units to names
 * would make `…_ms_milliseconds` of them.
 */
export function createInstruments(meter: Meter, readings: Readings): Instruments {
	const latency = (part: string, description: string): Histogram =>
		meter.createHistogram(`voice_latency_${part}_ms`, {
			description: `${description}, in milliseconds`,
			advice: { explicitBucketBoundaries: LATENCY_BUCKETS },
		});
	const gauge = (name: string, description: string, read: () => Reading[] | Promise<Reading[]>) =>
		meter.createObservableGauge(name, { description }).addCallback(async (result) => {
			for (const { value, attributes } of await read()) result.observe(value, attributes);
		});

	gauge('voice_sessions_active', 'Sessions that are not over', async () => [
		{ value: await readings.sessions() },
	]);
	gauge('voice_sessions_limit', 'Sessions that may run at the same time (MAX_SESSIONS)', () => [
		{ value: readings.maxSessions },
	]);
	gauge(
		'voice_latency_total_recent_ms',
		'Percentiles of the total latency of the latest 1000 answers, in milliseconds',
		() => {
			const sorted = readings.latestTotalsMs().toSorted((left, right) => left - right);
			return QUANTILES.flatMap((quantile) => {
				const value = percentile(sorted, quantile);
				return value === null ? [] : [{ value, attributes: { quantile: String(quantile) } }];
			});
		},
	);
	gauge(
		'process_resident_memory_bytes',
		'Memory of the service process; calls have processes of their own',
		() => [{ value: process.memoryUsage.rss() }],
	);
	meter
		.createObservableCounter('process_cpu_seconds_total', {
			description: 'CPU time of the service process; calls have processes of their own',
		})
		.addCallback((result) => {
			const { user, system } = process.cpuUsage();
			result.observe((user + system) / 1_000_000);
		});

	return {
		vad: latency('vad', 'Decision that the turn is over, beyond the transcript'),
		stt: latency('stt', "Caller's last sound to final transcript"),
		llm: latency('llm', 'Request to first token'),
		tts: latency('tts', 'First words to first audio'),
		total: latency('total', "Caller's last sound to the agent's first sound at the caller's ear"),
		toolCalls: meter.createCounter('tool_calls_total', {
			description: 'Tool calls of the model, by outcome',
		}),
		toolErrors: meter.createCounter('tool_errors_total', {
			description: 'Tool calls that failed, timed out or were cut off',
		}),
		sessionsEnded: meter.createCounter('voice_sessions_ended_total', {
			description: 'Sessions that are over, by end reason',
		}),
	};
}

interface Reading {
	value: number;
	attributes?: Attributes;
}
