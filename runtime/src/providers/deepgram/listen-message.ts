import { z } from 'zod';

const wordSchema = z.object({
	word: z.string(),
	punctuated_word: z.string().optional(),
	start: z.number(),
	end: z.number(),
	confidence: z.number().default(0),
});

const alternativeSchema = z.object({
	transcript: z.string(),
	confidence: z.number().default(0),
	languages: z.array(z.string()).optional(),
	words: z.array(wordSchema).default([]),
});
export type Alternative = z.infer<typeof alternativeSchema>;

const resultsSchema = z.object({
	type: z.literal('Results'),
	/** Seconds of this connection's audio. */
	start: z.number(),
	duration: z.number(),
	is_final: z.boolean(),
	speech_final: z.boolean(),
	channel: z.object({ alternatives: z.array(alternativeSchema) }),
	metadata: z.object({ request_id: z.string() }).optional(),
});
export type Results = z.infer<typeof resultsSchema>;

const messageSchema = z.union([
	resultsSchema,
	z.object({ type: z.literal(['SpeechStarted', 'UtteranceEnd']) }),
	// Metadata, and whatever Deepgram adds.
	z
		.object({ type: z.string().refine((type) => type !== 'Results') })
		.transform(() => ({ type: 'Other' as const })),
]);

/** A message of Deepgram's streaming recognition, as far as a call needs it. */
export type ListenMessage = z.infer<typeof messageSchema>;

/** Reads a message; undefined when it is not what Deepgram documents. */
export function parseListenMessage(text: string): ListenMessage | undefined {
	try {
		return messageSchema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}
