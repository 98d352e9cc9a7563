import type { APIError } from '@livekit/agents';
import { APIConnectionError, APIStatusError, APITimeoutError } from '@livekit/agents';
import Groq from 'groq-sdk';
import { z } from 'zod';

/** One failed request to Groq. */
export type GroqFailure =
	| { kind: 'timeout' }
	| { kind: 'connection'; message: string }
	| {
			kind: 'status';
			message: string;
			/** -1 when the error came inside a stream that had begun with 200. */
			status: number;
			code: string | undefined;
			failedGeneration: string | undefined;
			/** From the `retry-after` header. */
			retryAfterMs: number | undefined;
	  };

/** Groq's error, bare inside a stream and wrapped in `error` as an HTTP body. */
const detailSchema = z.object({
	message: z.string().optional(),
	code: z.string().nullish(),
	failed_generation: z.string().optional(),
	status_code: z.number().optional(),
});
const bodySchema = z.union([
	z.object({ error: detailSchema }).transform((body) => body.error),
	detailSchema,
]);

/** Sorts what groq-sdk, fetch or a broken stream threw. */
export function describeFailure(error: unknown): GroqFailure {
	if (error instanceof Groq.APIConnectionTimeoutError || isTimeout(error)) {
		return { kind: 'timeout' };
	}
	if (error instanceof Groq.APIError && !(error instanceof Groq.APIConnectionError)) {
		const body = bodySchema.safeParse(error.error);
		const detail = body.success ? body.data : {};
		const status: unknown = error.status;
		return {
			kind: 'status',
			message: detail.message ?? error.message,
			status: typeof status === 'number' ? status : (detail.status_code ?? -1),
			code: detail.code ?? undefined,
			failedGeneration: detail.failed_generation,
			retryAfterMs: retryAfterMs(error.headers),
		};
	}
	return { kind: 'connection', message: error instanceof Error ? error.message : String(error) };
}

/**
 * The framework's error for a failure.
 *
 * @param retryable - false once a part of the answer is out, because a second answer would repeat it.
 */
export function toApiError(failure: GroqFailure, retryable: boolean): APIError {
	switch (failure.kind) {
		case 'timeout':
			return new APITimeoutError({
				message: 'Groq did not answer in time',
				options: { retryable },
			});
		case 'connection':
			return new APIConnectionError({ message: failure.message, options: { retryable } });
		case 'status':
			return new APIStatusError({
				message: failure.message,
				options: { statusCode: failure.status, body: { code: failure.code }, retryable },
			});
	}
}

const isTimeout = (error: unknown): boolean =>
	error instanceof DOMException && error.name === 'TimeoutError';

function retryAfterMs(headers: unknown): number | undefined {
	const seconds = headers instanceof Headers ? Number(headers.get('retry-after') ?? NaN) : NaN;
	return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
