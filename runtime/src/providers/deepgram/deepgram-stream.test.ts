import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { initializeLogger } from '@livekit/agents';
import { WebSocketServer } from 'ws';
import { listenTo } from '../test/listen.ts';
import { DeepgramStt } from './own-stt.ts';
import { SAMPLE_RATE } from './listen-url.ts';

/** Hears, never transcribes, and notes how much sound had arrived when it was asked to. */
async function startServer() {
	const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
	await once(server, 'listening');
	const heard = { ms: 0, finalizedAtMs: [] as number[] };
	server.on('connection', (socket) => {
		socket.on('message', (data: Buffer, isBinary) => {
			if (!isBinary && data.toString().includes('Finalize')) heard.finalizedAtMs.push(heard.ms);
			if (!isBinary) return;
			if (heard.ms === 0) socket.send('{"type":"SpeechStarted","channel":[0,1],"timestamp":0}');
			heard.ms += (data.length / 2 / SAMPLE_RATE) * 1000;
		});
	});
	const { port } = server.address() as AddressInfo;
	return { heard, url: `ws://127.0.0.1:${port}`, close: () => server.close() };
}

describe('a stream to Deepgram', () => {
	beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }));

	it('asks for the transcript once, 100 ms after the last sound of the caller', async () => {
		const server = await startServer();
		const config = {
			apiKey: 'key',
			baseUrl: server.url,
			model: 'nova-3',
			transport: 'own',
		} as const;
		const caller = listenTo(new DeepgramStt(config, 'en'));
		await caller.say('Do you have a room for me?', { silenceMs: 600 });
		const [finalizedAtMs = 0, ...others] = server.heard.finalizedAtMs;
		expect(others).toEqual([]);
		const sinceSpeechMs = finalizedAtMs - (server.heard.ms - 600);
		expect(sinceSpeechMs).toBeGreaterThan(60);
		expect(sinceSpeechMs).toBeLessThan(160);
		caller.close();
		await caller.ended;
		server.close();
	}, 20_000);
});
