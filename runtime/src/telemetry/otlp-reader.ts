import type { IMetricReader } from '@opentelemetry/sdk-metrics';

/**
 * Exports metrics over OTLP (HTTP, protobuf) at intervals. The exporter reads the standard variables itself: endpoint,
 * headers, compression, time-out.
 *
 * Loaded only when it is used.
 */
export async function createOtlpReader({
	intervalMs,
}: {
	intervalMs: number;
}): Promise<IMetricReader> {
	const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
	const { PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
	return new PeriodicExportingMetricReader({
		exporter: new OTLPMetricExporter(),
		exportIntervalMillis: intervalMs,
		// The SDK refuses a limit beyond the interval.
		exportTimeoutMillis: Math.min(intervalMs, EXPORT_TIMEOUT_MS),
	});
}

const EXPORT_TIMEOUT_MS = 30_000;
