import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { VoiceAgentError } from '../../../contract/error.ts';
import type {
	CallEvent,
	CallEventBatch,
	CallToolRequest,
	CallToolResult,
	CallTools,
} from '../channel/messages.ts';

const HEARTBEAT_MS = 5000;
const REQUEST_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** The call's line to the service process. */
export interface ServiceChannel {
	/** Queues an event; events arrive in order, each once, as long as the service process lives. */
	record(event: CallEvent): void;
	/** Resolves when every event is acknowledged or `timeoutMs` is over. */
	flush(timeoutMs: number): Promise<void>;
	/** @throws VoiceAgentError `internal` when the service process does not answer. */
	tools(): Promise<CallTools>;
	/**
	 * Safe to repeat: the service process runs a callId once.
	 *
	 * @throws VoiceAgentError `tool_failed` or `tool_timeout`.
	 */
	callTool(request: CallToolRequest, options: { timeoutMs: number }): Promise<CallToolResult>;
	/** Stops the heartbeat. */
	close(): void;
}

export interface ServiceChannelOptions {
	/** `http://127.0.0.1:<port>` */
	url: string;
	secret: string;
	sessionId: string;
	fetch: typeof fetch;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** Told why events are given up. */
	onLost: (reason: string) => void;
}

type Envelope = CallEventBatch['events'][number];

const callTools = z.object({
	version: z.string(),
	tools: z.array(
		z.object({
			name: z.string(),
			description: z.string(),
			parameters: z.record(z.string(), z.unknown()),
			requiresConfirmation: z.boolean(),
			sideEffect: z.boolean(),
			timeoutMs: z.number(),
			fillerText: z.string(),
			problem: z.string().exactOptional(),
		}),
	),
}) satisfies z.ZodType<CallTools>;

const callToolResult = z.object({
	outcome: z.enum([
		'completed',
		'failed',
		'timed_out',
		'pending',
		'rejected',
		'awaiting_confirmation',
		'interrupted',
	]),
	text: z.string(),
	say: z.string().exactOptional(),
}) satisfies z.ZodType<CallToolResult>;

/** Connects a call process to its service process over loopback HTTP. */
export function createServiceChannel(options: ServiceChannelOptions): ServiceChannel {
	const base = `${options.url}/calls/${encodeURIComponent(options.sessionId)}`;
	const headers = {
		authorization: `Bearer ${options.secret}`,
		'content-type': 'application/json',
	};
	const request = (path: string, init: RequestInit, timeoutMs: number): Promise<Response> =>
		options.fetch(`${base}/${path}`, {
			...init,
			headers,
			signal: AbortSignal.timeout(timeoutMs),
		});

	const pending: Envelope[] = [];
	let seq = 0;
	let delivery: Promise<void> | undefined;

	async function deliver(): Promise<void> {
		let retryMs = FIRST_RETRY_MS;
		while (pending.length > 0) {
			const batch = [...pending];
			const outcome = await post(batch);
			if (outcome === 'unavailable') {
				await sleep(retryMs, undefined, { ref: false });
				retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
				continue;
			}
			retryMs = FIRST_RETRY_MS;
			pending.splice(0, batch.length);
		}
	}

	async function post(events: Envelope[]): Promise<'accepted' | 'refused' | 'unavailable'> {
		try {
			const body = JSON.stringify({ events } satisfies CallEventBatch);
			const response = await request('events', { method: 'POST', body }, REQUEST_TIMEOUT_MS);
			await response.body?.cancel();
			if (response.ok) return 'accepted';
			// Another try of what is wrong in itself would hold up everything behind it.
			if (response.status >= 400 && response.status < 500 && response.status !== 429) {
				options.onLost(`the service process answered ${response.status}`);
				return 'refused';
			}
			return 'unavailable';
		} catch {
			return 'unavailable';
		}
	}

	const startDelivery = (): void => {
		delivery ??= deliver().finally(() => {
			delivery = undefined;
			if (pending.length > 0) startDelivery();
		});
	};
	const record = (event: CallEvent): void => {
		pending.push({ seq: ++seq, at: new Date(options.now()).toISOString(), event });
		startDelivery();
	};
	const heartbeat = setInterval(() => {
		// Events that wait say as much as a heartbeat does.
		if (pending.length === 0) record({ type: 'heartbeat' });
	}, HEARTBEAT_MS);
	heartbeat.unref();

	return {
		record,
		async flush(timeoutMs) {
			const late = new AbortController();
			const timeout = sleep(timeoutMs, undefined, { signal: late.signal }).catch(() => {});
			await Promise.race([delivery, timeout]);
			late.abort();
		},
		async tools() {
			try {
				const response = await request('tools', { method: 'GET' }, REQUEST_TIMEOUT_MS);
				if (!response.ok) throw new Error(`The service process answered ${response.status}`);
				return callTools.parse(await response.json());
			} catch (cause) {
				throw new VoiceAgentError('internal', 'The list of tools cannot be read.', { cause });
			}
		},
		async callTool(call, { timeoutMs }) {
			try {
				const body = JSON.stringify(call);
				const response = await request('tool-calls', { method: 'POST', body }, timeoutMs);
				if (!response.ok) throw new Error(`The service process answered ${response.status}`);
				return callToolResult.parse(await response.json());
			} catch (cause) {
				const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
				throw timedOut
					? new VoiceAgentError('tool_timeout', 'The tool took too long.', { cause })
					: new VoiceAgentError('tool_failed', 'The tool cannot be run.', { cause });
			}
		},
		close: () => clearInterval(heartbeat),
	};
}
