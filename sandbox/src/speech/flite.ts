import { Worker } from 'node:worker_threads';
import type { FliteAnswer, FliteRequest } from './flite-worker.ts';

interface Pending {
	resolve(wav: Buffer): void;
	reject(error: Error): void;
}

let worker: Worker | undefined;
let nextId = 0;
const pending = new Map<number, Pending>();

function startWorker(): Worker {
	const started = new Worker(new URL('./flite-worker.ts', import.meta.url));
	started.on('message', (answer: FliteAnswer) => {
		const waiting = pending.get(answer.id);
		pending.delete(answer.id);
		// An idle worker must not keep the process alive; one that is rendering must.
		if (pending.size === 0) started.unref();
		if ('wav' in answer) waiting?.resolve(Buffer.from(answer.wav));
		else waiting?.reject(new Error(answer.problem));
	});
	const lose = (error: Error): void => {
		worker = undefined;
		for (const waiting of pending.values()) waiting.reject(error);
		pending.clear();
	};
	started.on('error', lose);
	started.on('exit', (status) => lose(new Error(`The Flite worker ended with status ${status}.`)));
	return started;
}

/**
 * Renders a text with Flite in a worker thread that is started at the first use and shared by the process.
 *
 * @returns A WAV file, 16 kHz mono.
 */
export function renderWithFlite(text: string, voice: string): Promise<Buffer> {
	worker ??= startWorker();
	worker.ref();
	const request: FliteRequest = { id: nextId++, text, voice };
	worker.postMessage(request);
	return new Promise((resolve, reject) => pending.set(request.id, { resolve, reject }));
}
