import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Faults } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import { createContext } from './context.ts';
import type { Context } from './context.ts';
import { parseGenerationRequest } from './generation-request.ts';
import { errorFields } from './version.ts';

interface SocketOptions {
	/** The API version of the handshake. */
	version: string;
	latencyMs: () => number;
	now: () => number;
	faults: Faults;
	log: RequestLog;
}

function parse(data: Buffer): Record<string, unknown> | undefined {
	try {
		const message: unknown = JSON.parse(data.toString());
		return typeof message === 'object' && message !== null ? { ...message } : undefined;
	} catch {
		return undefined;
	}
}

/** Serves one `/tts/websocket` connection: any number of contexts, one after the other or at once. */
export function serveSocket(socket: WebSocket, options: SocketOptions): void {
	const { version, faults, log } = options;
	const contexts = new Map<string, Context>();
	/** Contexts that a fault has hit; the rest of their text goes unanswered. */
	const failed = new Set<string>();
	/** Contexts that fall silent after their first sound. */
	const stalled = new Set<string>();
	const send = (message: Record<string, unknown>): void => {
		if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
	};
	const refuse = (contextId: string, status: number, code: string, message: string): void => {
		contexts.get(contextId)?.stop();
		contexts.delete(contextId);
		send({
			type: 'error',
			done: true,
			...errorFields(version, status, code, message),
			request_id: randomUUID(),
			context_id: contextId,
		});
	};

	function open(contextId: string): Context {
		const context = createContext({
			...options,
			contextId,
			send(message) {
				send(message);
				if (stalled.has(contextId) && message.type === 'chunk') contexts.get(contextId)?.stop();
			},
			refuse: (status, code, message) => refuse(contextId, status, code, message),
			onDone: () => contexts.delete(contextId),
		});
		contexts.set(contextId, context);
		return context;
	}

	/** Plays a fault for the first text of a context; false when its text is spoken, were it only for a moment. */
	function fail(contextId: string): boolean {
		const fault = faults.take('cartesia');
		if (fault?.kind === 'hang' && fault.afterFirst) {
			stalled.add(contextId);
			return false;
		}
		if (fault?.kind === 'error_frame' || fault?.kind === 'status') {
			refuse(contextId, fault.status, 'simulated', 'Simulated failure.');
		}
		if (fault?.kind === 'malformed') socket.send('{"type":');
		if (fault?.kind === 'cut') socket.close(1011);
		return fault !== undefined;
	}

	socket.on('message', (data: Buffer) => {
		const message = parse(data);
		const contextId = typeof message?.context_id === 'string' ? message.context_id : '';
		if (!message) return refuse(contextId, 400, 'invalid_request', 'Invalid JSON');
		if (message.cancel === true) {
			log.add('cartesia', 'cancel', { contextId });
			contexts.get(contextId)?.cancel();
			return;
		}
		const request = parseGenerationRequest(message);
		if ('status' in request) {
			return refuse(contextId, request.status, request.code, request.message);
		}
		log.add('cartesia', 'tts', { contextId, transcript: request.transcript, more: request.more });
		const known = contexts.get(contextId);
		if (!known && (failed.has(contextId) || fail(contextId))) {
			failed.add(contextId);
			return;
		}
		(known ?? open(contextId)).add(request);
	});
	socket.on('error', () => socket.terminate());
	socket.on('close', () => {
		for (const context of contexts.values()) context.stop();
	});
}
