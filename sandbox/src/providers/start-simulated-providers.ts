import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Scenario } from '../scenario/scenario.ts';
import { createRecogniser } from '../speech/recogniser.ts';
import { createCartesia } from './cartesia/cartesia.ts';
import { createDeepgram } from './deepgram/deepgram.ts';
import { createFaults, parseControl } from './faults.ts';
import { createGroq } from './groq/groq.ts';
import { createLatencies, parseLatency } from './latency.ts';
import type { LatencyMode } from './latency.ts';
import { routePhrases } from './phrases.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { createRequestLog } from './request-log.ts';
import type { LoggedRequest } from './request-log.ts';

const HOST = '127.0.0.1';

export interface SimulatedProviders {
	/** `ws://…`, for DEEPGRAM_BASE_URL. */
	deepgramUrl: string;
	/** `http://…` without a path, for GROQ_BASE_URL. */
	groqUrl: string;
	/** `http://…` without a path, for CARTESIA_BASE_URL. */
	cartesiaUrl: string;
	/** The phrases as JSON, each with the address of its sound. */
	phrasesUrl: string;
	/** Where `POST` injects a fault and `DELETE` clears them. */
	controlUrl: string;
	/** Where `PUT` begins another sequence of latencies. */
	latencyUrl: string;
	/** Where `GET` lists what was asked, oldest first. */
	requestsUrl: string;
	/** The same list as at `requestsUrl`. */
	requests(): readonly LoggedRequest[];
	/** Breaks every open connection and frees the port. */
	close(): Promise<void>;
}

/**
 * Starts simulated Deepgram, Groq and Cartesia on one loopback port. Every key works, except an empty one and those that
 * begin with `wrong`.
 *
 * @param options - `seed`: The same seed gives the same sequence of latencies.
 * `latency`: Default `drawn`.
 * `port`: Default 0, a free one.
 * @throws Error when the port is taken.
 */
export async function startSimulatedProviders(options: {
	scenario: Scenario;
	seed: number;
	latency?: LatencyMode;
	port?: number;
	onRequest?: (request: LoggedRequest) => void;
}): Promise<SimulatedProviders> {
	const { scenario } = options;
	const latencies = createLatencies(options.seed, options.latency ?? 'drawn');
	const faults = createFaults();
	const log = createRequestLog(options.onRequest);
	const now = () => performance.now();
	const recogniser = await createRecogniser({
		phrases: scenario.phrases,
		voices: scenario.voices ?? ['rms', 'awb'],
		...(scenario.halves && { halves: scenario.halves }),
		...(scenario.recordings && { recordings: scenario.recordings }),
	});
	const shared = { now, faults, log };
	const deepgram = createDeepgram({ ...shared, recogniser, latencyMs: latencies.deepgram });
	const groq = createGroq({ ...shared, scenario, latencyMs: latencies.groq });
	const cartesia = createCartesia({ ...shared, latencyMs: latencies.cartesia });

	const app = express().disable('x-powered-by');
	deepgram.route(app);
	groq.route(app);
	cartesia.route(app);
	routePhrases(app, scenario.phrases);
	app.get('/requests', (_request, response) => {
		response.json(log.entries());
	});
	app.post('/control', express.json(), (request, response) => {
		const control = parseControl(request.body);
		if (!control) {
			response.status(400).json({ error: 'Expected { provider, fault: { kind, … }, times? }.' });
			return;
		}
		const { provider, fault, times } = control;
		if (fault.kind === 'cut' && provider === 'deepgram') deepgram.cut();
		else if (fault.kind === 'cut' && provider === 'cartesia') cartesia.cut();
		else faults.add(provider, fault, times);
		response.sendStatus(204);
	});
	app.put('/latency', express.json(), (request, response) => {
		const wanted = parseLatency(request.body);
		if (!wanted) {
			response.status(400).json({ error: 'Expected { seed, mode: "drawn" | "fixed" }.' });
			return;
		}
		latencies.restart(wanted.seed, wanted.mode);
		response.sendStatus(204);
	});
	app.delete('/control', (_request, response) => {
		faults.clear();
		response.sendStatus(204);
	});

	const server = createServer(app);
	server.on('upgrade', (request, socket, head) => {
		socket.on('error', () => socket.destroy());
		const url = new URL(request.url ?? '/', `http://${HOST}`);
		if (url.pathname === '/v1/listen') deepgram.upgrade(request, socket, head, url);
		else if (url.pathname === '/tts/websocket') cartesia.upgrade(request, socket, head, url);
		else refuseUpgrade(socket, 404, { error: 'Not found' });
	});
	server.listen(options.port ?? 0, HOST);
	await once(server, 'listening');
	const authority = `${HOST}:${(server.address() as AddressInfo).port}`;

	return {
		deepgramUrl: `ws://${authority}`,
		groqUrl: `http://${authority}`,
		cartesiaUrl: `http://${authority}`,
		phrasesUrl: `http://${authority}/phrases.json`,
		controlUrl: `http://${authority}/control`,
		latencyUrl: `http://${authority}/latency`,
		requestsUrl: `http://${authority}/requests`,
		requests: log.entries,
		async close() {
			deepgram.close();
			cartesia.close();
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
