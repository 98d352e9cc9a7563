import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import { WebSocketServer } from 'ws';
import { concatenate, toBytes } from '../../speech/pcm.ts';
import { writeWav } from '../../speech/wav.ts';
import type { Faults } from '../faults.ts';
import { authorizationKey, isAcceptedKey } from '../key.ts';
import { refuseUpgrade } from '../refuse-upgrade.ts';
import type { RequestLog } from '../request-log.ts';
import { parseGenerationRequest } from './generation-request.ts';
import { serveSocket } from './socket.ts';
import { clausesOf, speakClause } from './speak.ts';
import { errorFields, isSupportedVersion } from './version.ts';
import { CARTESIA_VOICES, findVoice } from './voices.ts';

const keyOf = (headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined =>
	query.get('access_token') ??
	query.get('api_key') ??
	authorizationKey(headers.authorization, ['bearer']) ??
	[headers['x-api-key']].flat()[0];

const versionOf = (headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined =>
	query.get('cartesia_version') ?? [headers['cartesia-version']].flat()[0];

/** The simulated Cartesia: speech over `WS /tts/websocket` and `POST /tts/bytes`, and its voices. */
export function createCartesia(options: {
	latencyMs: () => number;
	now: () => number;
	faults: Faults;
	log: RequestLog;
}) {
	const { faults, log } = options;
	const server = new WebSocketServer({ noServer: true });

	/** Says why a request or handshake is refused, if it is. */
	function refusal(headers: IncomingHttpHeaders, query: URLSearchParams) {
		const version = versionOf(headers, query);
		if (!isSupportedVersion(version)) {
			return { status: 400, body: { error: 'Unsupported or missing Cartesia-Version.' } };
		}
		if (!isAcceptedKey(keyOf(headers, query))) {
			return { status: 401, body: errorFields(version, 401, 'unauthorized', 'Unauthorized') };
		}
		return { version };
	}

	const authorize: RequestHandler = (request, response, next) => {
		const query = new URL(request.originalUrl, 'http://localhost').searchParams;
		const checked = refusal(request.headers, query);
		if (checked.version === undefined) response.status(checked.status).json(checked.body);
		else next();
	};

	return {
		route(app: Express): void {
			app.use(['/tts', '/voices'], authorize, express.json());
			app.post('/tts/bytes', async (request, response) => {
				const generation = parseGenerationRequest(request.body);
				if ('status' in generation) {
					response.status(generation.status).json({ error: generation.message });
					return;
				}
				const clauses = clausesOf(generation.transcript);
				log.add('cartesia', 'tts.bytes', { characters: generation.transcript.length });
				if (clauses.length === 0) {
					response.status(400).json({ error: 'No valid transcripts passed' });
					return;
				}
				const due = new Promise((resolve) => setTimeout(resolve, options.latencyMs()));
				const rendering = clauses.map((clause) => speakClause(clause, generation.sampleRate));
				const speech = concatenate(await Promise.all(rendering));
				await due;
				const isWav = generation.container === 'wav';
				response.type(isWav ? 'audio/wav' : 'application/octet-stream');
				response.send(isWav ? writeWav(speech) : toBytes(speech));
			});
			app.get('/voices', (_request, response) => {
				response.json({ data: CARTESIA_VOICES, has_more: false, next_page: null });
			});
			app.get('/voices/:id', (request, response) => {
				const voice = findVoice(request.params.id);
				if (voice) response.json(voice);
				else response.status(404).json({ error: 'Voice not found' });
			});
		},
		/** Takes a WebSocket handshake for `/tts/websocket`. */
		upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
			const checked = refusal(request.headers, url.searchParams);
			log.add('cartesia', 'websocket', { version: checked.version ?? 'refused' });
			if (checked.version === undefined) return refuseUpgrade(socket, checked.status, checked.body);
			const { version } = checked;
			const fault = faults.take('cartesia');
			if (fault?.kind === 'status') {
				const fields = errorFields(version, fault.status, 'simulated', 'Simulated failure.');
				return refuseUpgrade(socket, fault.status, { ...fields, request_id: randomUUID() });
			}
			// The other faults are for what is asked over the socket.
			if (fault) faults.putBack('cartesia', fault);
			server.handleUpgrade(request, socket, head, (open) =>
				serveSocket(open, { ...options, version }),
			);
		},
		/** Closes every open socket as a failing Cartesia would. */
		cut(): void {
			for (const socket of server.clients) socket.close(1011);
		},
		close(): void {
			for (const socket of server.clients) socket.terminate();
		},
	};
}
