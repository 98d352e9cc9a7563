import { z } from 'zod';
import type { ToolCallUpdate } from '../../../../contract/tool-call.ts';
import {
	DEFAULT_TOOL_TIMEOUT_MS,
	TOOL_NAME_PATTERN,
	type RegisteredTool,
	type ToolRegistration,
} from '../../../../contract/tool.ts';
import { MAX_TOOL_TIMEOUT_MS } from '../../tools/check-registration.ts';

export const slot = z.enum(['production', 'test']);

/** Body of `PUT /v1/tools/{registrationId}`. */
export const toolRegistration = z.strictObject({
	name: z
		.string()
		.regex(
			new RegExp(TOOL_NAME_PATTERN),
			'must start with a letter and hold only letters, digits and _, at most 64',
		),
	description: z.string().min(1).max(4000),
	parameters: z
		.record(z.string(), z.unknown())
		.describe('JSON Schema (draft 2020-12) with `"type": "object"`.'),
	requiresConfirmation: z.boolean().default(false),
	sideEffect: z.boolean().default(false),
	timeoutMs: z.int().min(1).max(MAX_TOOL_TIMEOUT_MS).default(DEFAULT_TOOL_TIMEOUT_MS),
	fillerText: z.string().max(500).default(''),
	slot: slot.default('production'),
	url: z.string().max(2000),
	workflow: z.strictObject({ id: z.string().max(200), name: z.string().max(500) }),
	answersPing: z.boolean().exactOptional(),
}) satisfies z.ZodType<ToolRegistration>;

/** Names in the `built-in:` and `mcp:` spaces belong to the runtime. */
export const registrationId = z
	.string()
	.min(1)
	.max(200)
	.regex(
		/^(?!built-in:|mcp:)[^\p{Cc}/]+$/u,
		'must not hold "/" or start with "built-in:" or "mcp:"',
	);

export const registeredTool = toolRegistration.extend({
	registrationId: z.string(),
	state: z.discriminatedUnion('status', [
		z.strictObject({ status: z.literal('ready'), warning: z.string().exactOptional() }),
		z.strictObject({ status: z.literal('broken'), problem: z.string() }),
	]),
	lastPing: z
		.strictObject({ at: z.iso.datetime(), roundTripMs: z.int().min(0) })
		.exactOptional()
		.describe('Only tools of a Voice Agent Trigger are pinged, at the start of a session.'),
	updatedAt: z.iso.datetime(),
}) satisfies z.ZodType<RegisteredTool>;

export const toolList = z.strictObject({ tools: z.array(registeredTool) });

/** Query of `DELETE /v1/tools/{registrationId}`. */
export const unregisterQuery = z.strictObject({
	slot: slot.optional().describe('Both slots when absent.'),
});

/** Body of `POST /v1/tool-results/{callId}`. */
export const toolCallUpdate = z.discriminatedUnion('status', [
	z.strictObject({
		status: z.literal('COMPLETED'),
		result: z.unknown().optional(),
		say: z.string().exactOptional(),
	}),
	z.strictObject({ status: z.literal('FAILED'), error: z.string() }),
	z.strictObject({
		status: z.literal('PROGRESS').describe('No result: the workflow goes on.'),
		say: z
			.string()
			.trim()
			.min(1)
			.max(500)
			.describe('Spoken as soon as nobody speaks, in place of a filler.'),
	}),
]) satisfies z.ZodType<ToolCallUpdate>;
