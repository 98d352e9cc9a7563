import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadPhrases } from './phrases.ts';

describe('loadPhrases', () => {
	let server: Server;
	let origin: string;
	const pages = new Map<string, unknown>();

	beforeAll(async () => {
		server = createServer((request, response) => {
			const page = pages.get(request.url ?? '');
			response.statusCode = page === undefined ? 404 : 200;
			response.end(JSON.stringify(page ?? 'not found'));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => new Promise((resolve) => server.close(resolve)));
	beforeEach(() => pages.clear());

	const load = () => loadPhrases({ configUrl: `${origin}/talk/config.json`, fetch });

	it('is null on a static host without config.json', async () => {
		await expect(load()).resolves.toBeNull();
	});

	it('is null when the providers are real', async () => {
		pages.set('/talk/config.json', {});
		await expect(load()).resolves.toBeNull();
	});

	it('reads the sentences of simulated providers and drops what is none', async () => {
		const phrase = { text: 'Hello.', audioUrl: `${origin}/phrases/0.wav` };
		pages.set('/talk/config.json', { phrasesUrl: `${origin}/phrases` });
		pages.set('/phrases', [phrase, { text: 'No audio.' }, null]);
		await expect(load()).resolves.toEqual([phrase]);
	});

	it('is empty when the sentences cannot be read', async () => {
		pages.set('/talk/config.json', { phrasesUrl: `${origin}/phrases` });
		await expect(load()).resolves.toEqual([]);
	});
});
