import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initializeLogger, voice } from '@livekit/agents';
import { createModel } from '../providers/groq/test/ask-model.ts';
import { startGroq, text } from '../providers/groq/test/groq-server.ts';
import { exportTraces } from './export-traces.ts';

beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

/** A collector, and what it has received as text: protobuf keeps names and words readable. */
async function startCollector() {
	const received: { path: string; text: string }[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ path: request.url ?? '', text: Buffer.concat(chunks).toString('latin1') });
			response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, received, close: () => server.close() };
}

describe('the traces of a call', () => {
	it('show where the time of an answer went, and not what was said', async () => {
		const collector = await startCollector();
		const groq = await startGroq(text('Your order is on its way.'));
		process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
		const flush = await exportTraces();
		const session = new voice.AgentSession({
			llm: createModel(groq.url),
			vad: null,
		});
		try {
			const agent = new voice.Agent({ instructions: 'You know a secret recipe.' });
			await session.start({ agent, record: false });
			await session.generateReply({ userInput: 'Where is my order?' }).waitForPlayout();
			await session.close();
			await flush();
		} finally {
			Reflect.deleteProperty(process.env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
			collector.close();
			groq.close();
		}

		expect(new Set(collector.received.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
		const spans = collector.received.map((request) => request.text).join('');
		expect(spans).toContain('agent_turn');
		expect(spans).toContain('llm_node');
		expect(spans).not.toMatch(/order|recipe/);
	});
});
