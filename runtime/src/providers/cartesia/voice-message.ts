import { z } from 'zod';

const contextId = z.string().nullish();

const messageSchema = z.union([
	z.object({ type: z.literal('chunk'), context_id: contextId, data: z.string() }),
	z
		.object({
			type: z.literal('error'),
			context_id: contextId,
			status_code: z.number().default(-1),
			// API versions before 2026-03-01 say it in one sentence.
			error: z.string().optional(),
			title: z.string().optional(),
			message: z.string().optional(),
			error_code: z.string().optional(),
		})
		.transform(({ type, context_id, status_code, ...said }) => ({
			type,
			context_id,
			statusCode: status_code,
			reason: said.message ?? said.error ?? said.title ?? said.error_code ?? 'unknown error',
		})),
	z.object({ type: z.literal('done'), context_id: contextId }),
	// Acknowledgements, word times, and whatever Cartesia adds.
	z
		.object({
			type: z.string().refine((type) => !['chunk', 'error', 'done'].includes(type)),
			context_id: contextId,
		})
		.transform(({ context_id }) => ({ type: 'other' as const, context_id })),
]);

/** A message of Cartesia's WebSocket, as far as a call needs it. */
export type VoiceMessage = z.infer<typeof messageSchema>;

/** Reads a message; undefined when it is not what Cartesia documents. */
export function parseVoiceMessage(text: string): VoiceMessage | undefined {
	try {
		return messageSchema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}
