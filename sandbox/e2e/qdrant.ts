import { startOutsideService } from './outside-service.ts';
import type { OutsideRequest, OutsideService } from './outside-service.ts';

/** A piece of text as a vector store keeps it. */
export interface StoredText {
	content: string;
	metadata: Record<string, unknown>;
}

const DIMENSIONS = 256;

/** Texts that share words are near each other. */
function embed(text: string): number[] {
	const vector = new Array<number>(DIMENSIONS).fill(0);
	for (const word of text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []) {
		let hash = 0;
		for (const character of word) hash = (hash * 31 + character.charCodeAt(0)) % DIMENSIONS;
		vector[hash] = (vector[hash] ?? 0) + 1;
	}
	return vector;
}

function cosine(first: number[], second: number[]): number {
	const dot = (a: number[], b: number[]) =>
		a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
	return dot(first, second) / (Math.sqrt(dot(first, first) * dot(second, second)) || 1);
}

/** A Qdrant with one collection, and OpenAI's embeddings beside it, as far as n8n's nodes ask them. */
export function startQdrant(collection: string, texts: StoredText[]): Promise<OutsideService> {
	const points = texts.map((payload, id) => ({ id, payload, vector: embed(payload.content) }));
	return startOutsideService(({ path, body }: OutsideRequest) => {
		if (path === '/v1/embeddings') return embeddings(body as { input: string | string[] });
		if (path === '/collections') return { result: { collections: [{ name: collection }] } };
		if (path.startsWith(`/collections/${collection}/points/query`)) {
			const { query, limit } = body as { query: number[]; limit: number };
			const found = points
				.map(({ id, payload, vector }) => ({ id, payload, score: cosine(query, vector) }))
				.sort((first, second) => second.score - first.score)
				.slice(0, limit);
			return { result: { points: found } };
		}
		// The client looks at the server's version first.
		if (path === '/') return { title: 'qdrant', version: '1.16.0' };
		throw new Error(`There is no ${path}.`);
	});
}

function embeddings({ input }: { input: string | string[] }): unknown {
	const data = [input].flat().map((text, index) => ({ index, embedding: embed(text) }));
	return { object: 'list', model: 'text-embedding-3-small', data, usage: { total_tokens: 1 } };
}
