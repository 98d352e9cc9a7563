import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources';
import { MeterProvider, type IMetricReader } from '@opentelemetry/sdk-metrics';
import type { SessionEvent } from '../../../contract/session-event.ts';
import type { ToolCallOutcome, ToolCallRecord, TurnLatency } from '../../../contract/session.ts';
import { createInstruments, type Readings } from './instruments.ts';
import type { Logger } from './log.ts';

/** Counts and times of this service process since its start. */
export interface Metrics {
	/** To be told every event of every session once. */
	observe(event: SessionEvent): void;
	/** Everything in Prometheus' text format. */
	expose(): Promise<string>;
	/** Exports a last time where exporting is on. */
	close(): Promise<void>;
}

/** How many answers the recent percentiles look back. */
const RECENT_TURNS = 1000;
/** Calls that may still get a late result. */
const OPEN_CALLS = 1000;
const ERRORS: readonly ToolCallOutcome[] = ['failed', 'timed_out', 'interrupted'];
/** After these a result can come later; it is reported as a second event of the same call. */
const OPEN: readonly ToolCallOutcome[] = ['pending', 'timed_out', 'interrupted'];

/**
 * Keeps the metrics of the service process. Labels are the provider, the tool, the outcome and the end reason: never a
 * room, a session or a person. A name that a model could make up never becomes a label, and the SDK keeps no more than
 * 2000 series of a metric.
 *
 * @param options - `readers`: Where else the metrics go; see `createOtlpReader`.
 */
export function createMetrics(
	options: Omit<Readings, 'latestTotalsMs'> & {
		readers: IMetricReader[];
		logger: Logger;
	},
): Metrics {
	const prometheus = new PrometheusExporter({ preventServerStart: true });
	const provider = new MeterProvider({
		resource: defaultResource().merge(detectResources({ detectors: [envDetector] })),
		readers: [prometheus, ...options.readers],
	});
	const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
	let latestTotalsMs: number[] = [];
	const instruments = createInstruments(provider.getMeter('voice-agent-runtime'), {
		...options,
		latestTotalsMs: () => latestTotalsMs,
	});
	const openCalls = new Set<string>();

	function observeTurn(turn: TurnLatency): void {
		latestTotalsMs = [...latestTotalsMs, turn.totalMs].slice(-RECENT_TURNS);
		instruments.total.record(turn.totalMs);
		if (turn.endpointingMs !== undefined) instruments.vad.record(turn.endpointingMs);
		if (turn.transcriptMs !== undefined) {
			instruments.stt.record(turn.transcriptMs, { provider: 'deepgram' });
		}
		if (turn.llmFirstTokenMs !== undefined) {
			instruments.llm.record(turn.llmFirstTokenMs, { provider: 'groq' });
		}
		if (turn.ttsFirstByteMs !== undefined) {
			instruments.tts.record(turn.ttsFirstByteMs, { provider: 'cartesia' });
		}
	}

	function observeCall({ callId, tool, outcome }: ToolCallRecord): void {
		const isLate = openCalls.delete(callId);
		if (!isLate) instruments.toolCalls.add(1, { tool, outcome });
		if (ERRORS.includes(outcome)) instruments.toolErrors.add(1, { tool, outcome });
		if (isLate || !OPEN.includes(outcome)) return;
		openCalls.add(callId);
		const [oldest] = openCalls;
		if (openCalls.size > OPEN_CALLS && oldest !== undefined) openCalls.delete(oldest);
	}

	return {
		observe(event) {
			if (event.type === 'turn.latency') observeTurn(event.turn);
			if (event.type === 'tool.called') observeCall(event.call);
			if (event.type === 'session.ended' || event.type === 'session.failed') {
				const outcome = event.type === 'session.ended' ? 'ended' : 'failed';
				instruments.sessionsEnded.add(1, { outcome, end_reason: event.endReason });
			}
		},
		async expose() {
			const { resourceMetrics, errors } = await prometheus.collect();
			for (const error of errors) options.logger.warn({ error }, 'a metric cannot be read');
			return serializer.serialize(resourceMetrics);
		},
		async close() {
			try {
				await provider.shutdown();
			} catch (error) {
				options.logger.warn({ error }, 'the last metrics were not exported');
			}
		},
	};
}
