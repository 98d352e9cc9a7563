import { setTimeout as sleep } from 'node:timers/promises';
import { telemetry } from '@livekit/agents';

/** A collector that does not answer must not keep a call's process. */
const LAST_EXPORT_MS = 2000;

/**
 * Exports the framework's spans of a call over OTLP (HTTP, protobuf), without what was said, arguments and results. The
 * exporter reads the standard OTEL_* variables itself.
 *
 * Loaded only when it is used.
 *
 * @returns what sends the spans that are left, at the end of the call.
 */
export async function exportTraces(): Promise<() => Promise<void>> {
	const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
	const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
	const { defaultResource, detectResources, envDetector } =
		await import('@opentelemetry/resources');
	const afterwards = new telemetry.FanoutSpanProcessor();
	const provider = new NodeTracerProvider({
		resource: defaultResource().merge(detectResources({ detectors: [envDetector] })),
		// The framework's filter takes the content out of a span before the batch with it is sent.
		spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter()), afterwards],
	});
	telemetry.setTracerProvider(provider, {
		registerSpanProcessor: (processor) => afterwards.add(processor),
		allowPii: false,
	});
	return () => Promise.race([provider.forceFlush(), sleep(LAST_EXPORT_MS)]);
}
