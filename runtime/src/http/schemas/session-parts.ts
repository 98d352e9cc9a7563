import { z } from 'zod';
import type {
	LatencySummary,
	SessionUsage,
	ToolCallOutcome,
	ToolCallRecord,
	TranscriptItem,
	TurnLatency,
} from '../../../../contract/session.ts';

/** The parts of a session's record. */
export const transcriptItem = z.strictObject({
	role: z.enum(['user', 'agent']),
	text: z.string(),
	at: z.iso.datetime(),
	interrupted: z.boolean().exactOptional(),
}) satisfies z.ZodType<TranscriptItem>;

const outcomes = [
	'completed',
	'failed',
	'timed_out',
	'pending',
	'rejected',
	'awaiting_confirmation',
	'interrupted',
] as const satisfies ToolCallOutcome[];

export const toolCallRecord = z.strictObject({
	callId: z.string(),
	tool: z.string(),
	arguments: z.record(z.string(), z.unknown()),
	outcome: z.enum(outcomes),
	answer: z.unknown().optional(),
	progress: z
		.array(z.strictObject({ at: z.iso.datetime(), say: z.string() }))
		.exactOptional()
		.describe('Sentences that the workflow had spoken on the way.'),
	at: z.iso.datetime(),
	durationMs: z.number(),
	n8nMs: z
		.number()
		.exactOptional()
		.describe(
			"From the trigger's first line to the first byte of its answer; only it measures this.",
		),
	networkMs: z
		.number()
		.exactOptional()
		.describe('The rest of the round trip: network, proxies, and n8n before the trigger.'),
}) satisfies z.ZodType<ToolCallRecord>;

const milliseconds = z.number().nonnegative();

export const turnLatency = z
	.strictObject({
		at: z.iso.datetime(),
		endpointingMs: milliseconds
			.exactOptional()
			.describe('Decision that the turn is over, beyond the transcript.'),
		transcriptMs: milliseconds
			.exactOptional()
			.describe("The caller's last sound → final transcript."),
		llmFirstTokenMs: milliseconds.exactOptional(),
		ttsFirstByteMs: milliseconds.exactOptional(),
		toolMs: milliseconds.exactOptional().describe('Time in which tools ran, within the total.'),
		toolN8nMs: milliseconds.exactOptional().describe('`n8nMs` of those calls, summed.'),
		toolNetworkMs: milliseconds.exactOptional().describe('`networkMs` of those calls, summed.'),
		transportMs: milliseconds
			.exactOptional()
			.describe(
				"Both ways between caller and runtime, estimated; without the caller's own network.",
			),
		totalMs: milliseconds.describe(
			"The caller's last sound → the agent's first sound, at the caller's ear.",
		),
	})
	.describe('The parts overlap and need not sum to the total.') satisfies z.ZodType<TurnLatency>;

export const latencySummary = z.strictObject({
	turns: z.array(turnLatency),
	p50Ms: milliseconds.nullable(),
	p90Ms: milliseconds.nullable(),
	p99Ms: milliseconds.nullable(),
}) satisfies z.ZodType<LatencySummary>;

const count = z.number().nonnegative();

export const sessionUsage = z.strictObject({
	sttAudioMs: count,
	llmInputTokens: count,
	llmCachedInputTokens: count,
	llmOutputTokens: count,
	ttsCharacters: count,
}) satisfies z.ZodType<SessionUsage>;
