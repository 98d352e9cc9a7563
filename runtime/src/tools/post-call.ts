import { setTimeout as sleep } from 'node:timers/promises';
import { parseServerTiming, SERVER_TIMING_HEADER } from '../../../contract/server-timing.ts';
import type { RequestTimes } from './call-log.ts';
import { isCertificateProblem, neverArrived, reasonOf } from '../n8n/network-failure.ts';
import { isStartingUp, isUnregisteredWebhook } from '../n8n/placeholder-answer.ts';

/** An answer is read up to here; the rest is neither waited for nor kept. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Pauses between tries of a call that surely did not run: publishing in n8n settles within about a second. */
const SETTLING_PAUSES_MS = [100, 200, 400, 700, 1000];
/** Waiting out a Retry-After is only worth it when the workflow still has this long to answer. */
const MINIMUM_RUN_MS = 500;

export interface PostOptions {
	url: string;
	body: Uint8Array<ArrayBuffer>;
	/** Called for every try, so that the signature is fresh; the id in it stays the same. */
	headers: () => Record<string, string>;
	/** Milliseconds since the epoch. */
	deadlineMs: number;
	fetch: typeof fetch;
	now: () => number;
}

export interface HttpAnswer {
	status: number;
	contentType: string;
	body: string;
	/** The body was longer than {@link MAX_ANSWER_BYTES}. */
	cut: boolean;
	/** Where the time of this request went; absent when a trigger has not answered it. */
	times?: RequestTimes;
}

export type PostResult = { attempts: number } & (
	| { kind: 'answered'; answer: HttpAnswer }
	/** No byte of the request reached n8n. */
	| { kind: 'not_sent'; reason: string; certificate: boolean }
	/** Sent, and then nothing came before the deadline or the connection broke: it may have run. */
	| { kind: 'timed_out' }
	| { kind: 'lost'; reason: string }
);

/** What one try came to, and the pause before the next one if the request surely did not run. */
interface Attempt {
	result: PostResult;
	again?: { afterMs?: number };
}

/**
 * Posts a tool call. Sends it again, with the same id, only when the request surely did not run, and never after a
 * time-out. An answer that comes after the deadline is not waited for.
 */
export async function postCall(options: PostOptions): Promise<PostResult> {
	const signal = AbortSignal.timeout(Math.max(0, options.deadlineMs - options.now()));
	for (let attempts = 1; ; attempts++) {
		const { result, again } = await attempt(options, signal, attempts);
		const pauseMs = again?.afterMs ?? SETTLING_PAUSES_MS[attempts - 1];
		if (!again || pauseMs === undefined || attempts > SETTLING_PAUSES_MS.length) return result;
		if (options.now() + pauseMs + MINIMUM_RUN_MS > options.deadlineMs) return result;
		await sleep(pauseMs);
	}
}

async function attempt(
	{ url, body, headers, fetch, now }: PostOptions,
	signal: AbortSignal,
	attempts: number,
): Promise<Attempt> {
	const sentAtMs = now();
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers() },
			body,
			signal,
			// A redirect would carry the signed call to a host that nobody allowed.
			redirect: 'manual',
		});
		const answer: HttpAnswer = await readBody(response);
		const n8nMs = parseServerTiming(response.headers.get(SERVER_TIMING_HEADER));
		if (n8nMs !== undefined) answer.times = splitRoundTrip(now() - sentAtMs, n8nMs);
		const again = mayTryAgain(answer, response.headers.get('retry-after'));
		return { result: { kind: 'answered', answer, attempts }, ...(again ? { again } : {}) };
	} catch (error) {
		if (signal.aborted) return { result: { kind: 'timed_out', attempts } };
		const reason = reasonOf(error);
		const certificate = isCertificateProblem(error);
		if (certificate) return { result: { kind: 'not_sent', reason, certificate, attempts } };
		return neverArrived(error)
			? { result: { kind: 'not_sent', reason, certificate, attempts }, again: {} }
			: { result: { kind: 'lost', reason, attempts } };
	}
}

/** Whole milliseconds that add up to the round trip; the clocks of two machines cannot make a part negative. */
function splitRoundTrip(roundTripMs: number, n8nMs: number): RequestTimes {
	const total = Math.max(0, Math.round(roundTripMs));
	const n8n = Math.min(total, Math.round(n8nMs));
	return { n8nMs: n8n, networkMs: total - n8n };
}

async function readBody(response: Response): Promise<HttpAnswer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	let cut = false;
	if (response.body) {
		for await (const chunk of response.body) {
			chunks.push(chunk as Uint8Array);
			length += (chunk as Uint8Array).byteLength;
			cut = length > MAX_ANSWER_BYTES;
			if (cut) break;
		}
	}
	return {
		status: response.status,
		contentType: response.headers.get('content-type') ?? '',
		body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
		cut,
	};
}

/** Only answers that n8n itself gives in place of a workflow: a workflow's own 404 or 503 has run. */
function mayTryAgain(answer: HttpAnswer, retryAfter: string | null): Attempt['again'] {
	if (isUnregisteredWebhook(answer) || isStartingUp(answer)) return {};
	if ((answer.status === 429 || answer.status === 503) && /^\d{1,4}$/.test(retryAfter ?? '')) {
		return { afterMs: Number(retryAfter) * 1000 };
	}
	return undefined;
}
