import { setTimeout as wait } from 'node:timers/promises';
import { durationMs, slice, toBytes } from '../../speech/pcm.ts';
import type { GenerationRequest } from './generation-request.ts';
import { clausesOf, speakClause, wordTimestamps } from './speak.ts';

/** One context: texts that are spoken one after the other as one utterance. */
export interface Context {
	/** Takes the next text. After the first one without `more`, `done` follows its last sound. */
	add(request: GenerationRequest): void;
	/** Forgets text that is not being spoken yet; the rest is still sent, then `done`. */
	cancel(): void;
	/** Stops at once and sends nothing more. */
	stop(): void;
}

const CHUNK_MS = 100;
/** Sound is made this many times faster than it plays. */
const SPEED = 5;

/**
 * Speaks a context's texts in order.
 *
 * @param options - `latencyMs`: Drawn whenever new text finds the context silent.
 * `onDone`: Called once, after `done` or the refusal of a context without words.
 */
export function createContext(options: {
	contextId: string;
	latencyMs: () => number;
	now: () => number;
	send: (message: Record<string, unknown>) => void;
	refuse: (status: number, code: string, message: string) => void;
	onDone: () => void;
}): Context {
	const { now } = options;
	const stopped = new AbortController();
	const send = (message: Record<string, unknown>): void => {
		if (!stopped.signal.aborted) options.send({ ...message, context_id: options.contextId });
	};
	let queue: { request: GenerationRequest; text: string; arrivedAt: number }[] = [];
	let held = '';
	let running = false;
	let ended = false;
	let spokenMs = 0;
	let flushes = 0;

	/** Waits until `at`, but never forgets to look whether the context was stopped. */
	const until = (at: number) =>
		wait(Math.max(0, at - now()), undefined, { signal: stopped.signal });

	async function speak(text: string, request: GenerationRequest, firstAt: number): Promise<number> {
		const clauses = clausesOf(text).map((clause) => ({
			clause,
			speech: speakClause(clause, request.sampleRate),
		}));
		let dueAt = firstAt;
		for (const { clause, speech } of clauses) {
			const startedAt = now();
			const sound = await speech;
			const lengthMs = durationMs(sound);
			if (request.addTimestamps) {
				const word_timestamps = wordTimestamps(clause, spokenMs, lengthMs);
				await until(dueAt);
				send({ type: 'timestamps', done: false, status_code: 206, word_timestamps });
			}
			for (let offsetMs = 0; offsetMs < lengthMs; offsetMs += CHUNK_MS) {
				await until(dueAt);
				send({
					type: 'chunk',
					data: toBytes(slice(sound, offsetMs, offsetMs + CHUNK_MS)).toString('base64'),
					done: false,
					status_code: 206,
					step_time: now() - startedAt,
				});
				dueAt = Math.max(dueAt, now() - CHUNK_MS) + CHUNK_MS / SPEED;
			}
			spokenMs += lengthMs;
		}
		return dueAt;
	}

	async function run(): Promise<void> {
		let readyAt = (queue[0]?.arrivedAt ?? now()) + options.latencyMs();
		for (let next = queue.shift(); next; next = queue.shift()) {
			readyAt = await speak(next.text, next.request, readyAt);
			if (next.request.flush) {
				const flush_id = ++flushes;
				send({ type: 'flush_done', done: false, flush_done: true, flush_id, status_code: 206 });
			}
		}
		if (!ended || stopped.signal.aborted) return;
		if (spokenMs === 0) {
			options.refuse(400, 'invalid_request', 'No valid transcripts passed');
		} else {
			send({ type: 'done', done: true, status_code: 206 });
		}
		options.onDone();
	}

	function start(): void {
		if (running || (queue.length === 0 && !ended)) return;
		running = true;
		run()
			.catch((error: unknown) => {
				if (!stopped.signal.aborted) options.refuse(500, 'internal', String(error));
			})
			.finally(() => {
				running = false;
				// Text that came in while the last message was on its way.
				if (queue.length > 0) start();
			});
	}

	return {
		add(request) {
			held += request.transcript;
			ended = !request.more;
			const whole = ended || request.flush || request.maxBufferDelayMs === 0;
			const ready = whole ? held : (/^[\s\S]*[.!?](?=\s)/.exec(held)?.[0] ?? '');
			held = held.slice(ready.length);
			if (ready.trim() !== '' || request.flush)
				queue.push({ request, text: ready, arrivedAt: now() });
			start();
		},
		cancel() {
			queue = [];
			held = '';
			ended = true;
			if (!running && spokenMs > 0) start();
		},
		stop: () => stopped.abort(),
	};
}
