import { z } from 'zod';
import { END_REASONS } from '../../../../contract/session.ts';
import type { CallEvent, CallEventBatch, CallToolRequest } from '../../channel/messages.ts';
import { sessionUsage, transcriptItem, turnLatency } from './session-parts.ts';

const callEvent = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('started') }),
	z.strictObject({ type: z.literal('participant_joined'), identity: z.string() }),
	z.strictObject({ type: z.literal('participant_left'), identity: z.string() }),
	z.strictObject({
		type: z.literal('agent_state'),
		state: z.enum(['initializing', 'idle', 'listening', 'thinking', 'speaking']),
	}),
	z.strictObject({ type: z.literal('transcript'), item: transcriptItem }),
	z.strictObject({ type: z.literal('latency'), turn: turnLatency }),
	z.strictObject({ type: z.literal('usage'), usage: sessionUsage }),
	z.strictObject({ type: z.literal('heartbeat') }),
	z.strictObject({
		type: z.literal('ended'),
		endReason: z.enum(END_REASONS),
		failed: z.boolean(),
	}),
]) satisfies z.ZodType<CallEvent>;

/** What a call process posts. */
export const callEventBatch = z.strictObject({
	events: z.array(z.strictObject({ seq: z.int().min(1), at: z.iso.datetime(), event: callEvent })),
}) satisfies z.ZodType<CallEventBatch>;

export const callToolRequest = z.strictObject({
	callId: z.string().min(1).max(256),
	tool: z.string().min(1).max(64),
	arguments: z.record(z.string(), z.unknown()),
	turn: z.strictObject({
		number: z.int().min(0),
		userText: z.string(),
		earlierTexts: z.array(z.string()).exactOptional(),
	}),
}) satisfies z.ZodType<CallToolRequest>;
