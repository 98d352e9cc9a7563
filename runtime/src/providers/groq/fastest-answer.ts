import type { ChatCompletionChunk } from 'groq-sdk/resources/chat/completions';

type Chunks = AsyncIterable<ChatCompletionChunk>;

/** An answer that ended without a word or a call. */
class EmptyAnswer extends Error {
	readonly chunks: ChatCompletionChunk[];

	constructor(chunks: ChatCompletionChunk[]) {
		super('The answer is empty.');
		this.chunks = chunks;
	}
}

/**
 * Sends the same request several times at once and hands on the answer that begins first; the others are let go. Each
 * request has a long tail of its own, so that two are seldom slow together (J. Dean, L. A. Barroso: The Tail at Scale,
 * Communications of the ACM 56, 2013).
 *
 * @param count - How many requests.
 * @param open - Sends one.
 * @throws What the first request failed with, when all fail.
 */
export async function* fastestAnswer(
	count: number,
	open: (signal: AbortSignal) => Promise<Chunks>,
	signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk> {
	if (count === 1) {
		yield* await open(signal);
		return;
	}
	const requests = Array.from({ length: count }, () => new AbortController());
	const beginnings = requests.map(async (request) => ({
		request,
		...(await begin(await open(AbortSignal.any([signal, request.signal])))),
	}));
	try {
		const winner = await Promise.any(beginnings);
		for (const request of requests) if (request !== winner.request) request.abort();
		yield* winner.chunks;
		yield* winner.rest;
	} catch (error) {
		const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
		if (!(first instanceof EmptyAnswer)) throw first;
		yield* first.chunks;
	}
}

/** Reads up to the first word or call. */
async function begin(answer: Chunks): Promise<{ chunks: ChatCompletionChunk[]; rest: Chunks }> {
	const iterator = answer[Symbol.asyncIterator]();
	const chunks: ChatCompletionChunk[] = [];
	for (;;) {
		const next = await iterator.next();
		if (next.done) throw new EmptyAnswer(chunks);
		chunks.push(next.value);
		const delta = next.value.choices[0]?.delta;
		if (delta?.content || delta?.tool_calls) {
			return { chunks, rest: { [Symbol.asyncIterator]: () => iterator } };
		}
	}
}
