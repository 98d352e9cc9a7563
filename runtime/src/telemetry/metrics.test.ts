import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parsePrometheusText, type ScrapedMetric } from '../../test/prometheus-text.ts';
import { startTestService, type TestService } from '../../test/service.ts';

const at = '2026-11-26T12:00:00.000Z';
const turn = {
	at,
	endpointingMs: 60,
	transcriptMs: 210,
	llmFirstTokenMs: 190,
	ttsFirstByteMs: 70,
	transportMs: 92,
	totalMs: 480,
};

/** A call with two answers, of which the second was slow, that ended; as the call itself reports it. */
async function playCall(service: TestService, sessionId: string): Promise<void> {
	await service.sessions.start({ sessionId });
	await service.report(sessionId, [
		{ seq: 1, at, event: { type: 'participant_joined', identity: 'person@example.com' } },
		{ seq: 2, at, event: { type: 'started' } },
		{ seq: 3, at, event: { type: 'latency', turn } },
	]);
	const call = { tool: 'send_email', arguments: { to: 'person@example.com' }, at, durationMs: 5 };
	const end = (callId: string, outcome: 'completed' | 'failed' | 'pending') =>
		service.sessions.recordToolCall(sessionId, { ...call, callId, outcome });
	await end('1', 'completed');
	await end('2', 'pending');
	await end('2', 'failed');
	await end('3', 'completed');
	const rest = [
		{ seq: 4, at, event: { type: 'latency', turn: { ...turn, totalMs: 900 } } },
		{ seq: 5, at, event: { type: 'ended', endReason: 'caller_left', failed: false } },
	];
	await service.report(sessionId, rest);
	// A report whose answer got lost comes again.
	await service.report(sessionId, rest);
}

let service: TestService;
afterEach(() => service.close());

async function scrape(headers: Record<string, string> = {}): Promise<Map<string, ScrapedMetric>> {
	const response = await fetch(`${service.url}/metrics`, { headers });
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
	return parsePrometheusText(await response.text());
}

const valuesOf = (metric: ScrapedMetric | undefined, suffix: string) =>
	metric?.samples.filter(({ name }) => name.endsWith(suffix)).map(({ value }) => value);

describe('/metrics', () => {
	it('counts the latencies of every answer once, in buckets that alerts can use', async () => {
		service = await startTestService();
		await playCall(service, 'one');
		const metrics = await scrape();

		const sums = { vad: 120, stt: 420, llm: 380, tts: 140, total: 1380 };
		for (const [part, sum] of Object.entries(sums)) {
			const histogram = metrics.get(`voice_latency_${part}_ms`);
			expect(histogram?.type).toBe('histogram');
			expect(valuesOf(histogram, '_count')).toEqual([2]);
			expect(valuesOf(histogram, '_sum')).toEqual([sum]);
			const edges = histogram?.samples.flatMap(({ labels }) => labels.le ?? []) ?? [];
			expect(edges).toEqual(expect.arrayContaining(['400', '500', '600', '700', '800', '+Inf']));
		}
		const total = metrics.get('voice_latency_total_ms')?.samples ?? [];
		const below = (le: string) => total.find(({ labels }) => labels.le === le)?.value;
		expect(['450', '500', '800', '1000', '+Inf'].map(below)).toEqual([0, 1, 1, 2, 2]);
	});

	it('counts tool calls, a late result as the end of its call and not as another one', async () => {
		service = await startTestService();
		await playCall(service, 'one');
		const metrics = await scrape();
		expect(metrics.get('tool_calls_total')).toMatchObject({
			type: 'counter',
			samples: [
				{ labels: { tool: 'send_email', outcome: 'completed' }, value: 2 },
				{ labels: { tool: 'send_email', outcome: 'pending' }, value: 1 },
			],
		});
		expect(metrics.get('tool_errors_total')).toMatchObject({
			type: 'counter',
			samples: [{ labels: { tool: 'send_email', outcome: 'failed' }, value: 1 }],
		});
	});

	it('tells of the process: sessions, percentiles of the latest answers, memory and time', async () => {
		service = await startTestService({ env: { MAX_SESSIONS: '7' } });
		await playCall(service, 'one');
		await service.sessions.start({ sessionId: 'two' });
		const metrics = await scrape();
		expect(metrics.get('voice_sessions_active')?.samples).toMatchObject([{ value: 1 }]);
		expect(metrics.get('voice_sessions_limit')?.samples).toMatchObject([{ value: 7 }]);
		expect(metrics.get('voice_sessions_ended_total')?.samples).toMatchObject([
			{ labels: { outcome: 'ended', end_reason: 'caller_left' }, value: 1 },
		]);
		expect(metrics.get('voice_latency_total_recent_ms')?.samples).toMatchObject([
			{ labels: { quantile: '0.5' }, value: 480 },
			{ labels: { quantile: '0.9' }, value: 900 },
			{ labels: { quantile: '0.99' }, value: 900 },
		]);
		expect(valuesOf(metrics.get('process_resident_memory_bytes'), '')?.[0]).toBeGreaterThan(1e7);
		expect(valuesOf(metrics.get('process_cpu_seconds_total'), '')?.[0]).toBeGreaterThan(0);
	});

	it('names no room, no session and nobody', async () => {
		service = await startTestService();
		await playCall(service, 'secret-id');
		const text = await (await fetch(`${service.url}/metrics`)).text();
		expect(text).not.toMatch(/secret-id|meeting_|person@example/);
	});

	it('asks for the token when there is one', async () => {
		service = await startTestService({ env: { METRICS_TOKEN: 'scrape-only-0123456789' } });
		expect((await fetch(`${service.url}/metrics`)).status).toBe(401);
		const wrong = { authorization: `Bearer ${service.config.apiKey}` };
		expect((await fetch(`${service.url}/metrics`, { headers: wrong })).status).toBe(401);
		const metrics = await scrape({ authorization: 'Bearer scrape-only-0123456789' });
		expect(metrics.has('voice_sessions_limit')).toBe(true);
	});
});

describe('OTLP', () => {
	it('exports the same metrics, without a unit that would be added to their names', async () => {
		const received: { url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
		const collector = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const body = Buffer.concat(chunks);
				received.push({ url: request.url ?? '', headers: request.headers, body });
				response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
			});
		});
		await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
		const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
		const variables = {
			OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
			OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=voice',
			OTEL_SERVICE_NAME: 'voice-agents-berlin',
		};
		// The exporter reads them itself.
		Object.assign(process.env, variables);
		try {
			service = await startTestService({ env: variables });
			await playCall(service, 'one');
			await service.metrics.close();
		} finally {
			for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
			await new Promise((resolve) => collector.close(resolve));
		}

		const last = received.at(-1);
		expect(last?.url).toBe('/v1/metrics');
		expect(last?.headers).toMatchObject({
			'content-type': 'application/x-protobuf',
			'x-tenant': 'voice',
		});
		const [resourceMetrics] = fields(last?.body, 1);
		expect(resourceMetrics?.toString()).toContain('voice-agents-berlin');
		const metrics = fields(resourceMetrics, 2).flatMap((scope) => fields(scope, 2));
		const named = new Map(metrics.map((metric) => [fields(metric, 1)[0]?.toString(), metric]));
		expect([...named.keys()]).toEqual(
			expect.arrayContaining([
				'voice_latency_vad_ms',
				'voice_latency_stt_ms',
				'voice_latency_llm_ms',
				'voice_latency_tts_ms',
				'voice_latency_total_ms',
				'tool_calls_total',
				'tool_errors_total',
			]),
		);
		const total = named.get('voice_latency_total_ms');
		expect(fields(total, 3).map(String).join('')).toBe('');
		const [point] = fields(total, 9).flatMap((histogram) => fields(histogram, 1));
		expect(fields(point, 4)[0]?.readBigUInt64LE()).toBe(2n);
		expect(fields(point, 5)[0]?.readDoubleLE()).toBe(1380);
	});
});

/**
 * The values of one field of a protobuf message, undecoded. The numbers are those of opentelemetry.proto.metrics.v1:
 * resource_metrics 1, scope_metrics 2, metrics 2, name 1, unit 3, histogram 9, data_points 1, count 4, sum 5.
 */
function fields(message: Buffer | undefined, wanted: number): Buffer[] {
	const found: Buffer[] = [];
	let offset = 0;
	const varint = (): number => {
		let value = 0;
		for (let shift = 1; ; shift *= 128) {
			const byte = message?.[offset++] ?? 0;
			value += (byte & 0x7f) * shift;
			if (byte < 0x80) return value;
		}
	};
	while (message && offset < message.length) {
		const tag = varint();
		const start = offset;
		let length = { 0: 0, 1: 8, 5: 4 }[tag & 7];
		if ((tag & 7) === 0) varint();
		const isDelimited = (tag & 7) === 2;
		if (isDelimited) length = varint();
		const from = isDelimited ? offset : start;
		offset = Math.max(offset, from + (length ?? 0));
		if (tag >> 3 === wanted) found.push(message.subarray(from, offset));
	}
	return found;
}
