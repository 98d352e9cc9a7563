import { z } from 'zod';
import { ANSWER_TYPES, type AnswerField } from '../../../../contract/answers.ts';
import { DELIVERED_EVENT_TYPES } from '../../../../contract/event-type.ts';
import {
	END_REASONS,
	SESSION_STATUSES,
	TURN_PROFILES,
	type SessionList,
	type SessionRecord,
	type SessionSummary,
	type StartSessionRequest,
	type StartSessionResponse,
} from '../../../../contract/session.ts';
import { sessionMcpServers } from '../../config/mcp-servers.ts';
import { TOOL_NAME_PATTERN } from '../../../../contract/tool.ts';
import { latencySummary, sessionUsage, toolCallRecord, transcriptItem } from './session-parts.ts';

const MAX_VARIABLES_BYTES = 16_384;

/** LiveKit's limit is on the bytes of the whole job; these keep a request far below it. */
const instructions = z.string().max(20_000);
const spoken = z.string().min(1).max(2000);

export const sessionId = z
	.string()
	.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');

const variables = z
	.record(z.string(), z.unknown())
	.refine(
		(value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_VARIABLES_BYTES,
		`must not be larger than ${MAX_VARIABLES_BYTES} bytes as JSON`,
	);

const agent = z.strictObject({
	instructions: instructions
		.exactOptional()
		.describe('What the agent is and does. `{{name}}` is replaced by the variable of that name.'),
	greeting: z
		.string()
		.max(2000)
		.exactOptional()
		.describe('Spoken first, word for word; empty for an agent that waits for the caller.'),
	language: z.string().min(2).max(35).exactOptional().describe('BCP 47. Default `en`.'),
	voice: z.string().min(1).max(200).exactOptional().describe('A Cartesia voice id.'),
	model: z.string().min(1).max(200).exactOptional().describe('A Groq model id.'),
	temperature: z.number().min(0).max(2).exactOptional(),
	turnProfile: z
		.enum(TURN_PROFILES)
		.exactOptional()
		.describe('How soon the agent takes the turn. Default `balanced`.'),
});

const participant = z.strictObject({
	identity: z.string().min(1).max(128).exactOptional().describe('Default `user_<sessionId>`.'),
	name: z.string().max(128).exactOptional(),
	metadata: z.string().max(8192).exactOptional(),
});

const notify = z
	.strictObject({
		url: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }),
		events: z
			.array(z.enum(DELIVERED_EVENT_TYPES))
			.max(DELIVERED_EVENT_TYPES.length)
			.exactOptional()
			.describe('Absent for every kind.'),
	})
	.describe('A signed POST goes there for each event, in order, until it is accepted.');

const answerField = z
	.strictObject({
		name: z
			.string()
			.regex(
				new RegExp(TOOL_NAME_PATTERN),
				'must start with a letter and hold only letters, digits and _, at most 64',
			),
		type: z.enum(ANSWER_TYPES),
		description: z.string().max(1000).exactOptional().describe('Tells the model what to look for.'),
		options: z.array(z.string().min(1).max(200)).min(1).max(50).exactOptional(),
	})
	.refine(
		({ type, options }) => (type === 'options') === (options !== undefined),
		'must have options if and only if its type is options',
	) satisfies z.ZodType<AnswerField>;

const answers = z
	.array(answerField)
	.max(50)
	.refine(
		(fields) => new Set(fields.map(({ name }) => name)).size === fields.length,
		'must not have two fields of the same name',
	);

export const startSessionRequest = z.strictObject({
	sessionId: sessionId.exactOptional().describe('Given twice, the same session is returned.'),
	agent: agent.exactOptional(),
	tools: z
		.array(z.string().regex(new RegExp(TOOL_NAME_PATTERN), 'must be the name of a tool'))
		.max(64)
		.exactOptional()
		.describe('Names; absent for every registered and published tool, `[]` for none.'),
	mcpServers: sessionMcpServers
		.exactOptional()
		.describe(
			"MCP servers whose tools this session may use beside those of `tools`. A token stays in the runtime's memory until the session ends.",
		),
	variables: variables.exactOptional(),
	participant: participant.exactOptional(),
	ttlSeconds: z
		.int()
		.min(3600)
		.max(14_400)
		.exactOptional()
		.describe("Life of the caller's token. Default 14400."),
	maxDurationSeconds: z.int().min(10).max(14_400).exactOptional().describe('Default 3600.'),
	idleTimeoutSeconds: z
		.int()
		.min(0)
		.max(14_400)
		.exactOptional()
		.describe('The session ends when nobody spoke for so long; 0 for never. Default 300.'),
	answers: answers
		.exactOptional()
		.describe('What is read out of the transcript after the end, for the report.'),
	summary: z.boolean().exactOptional().describe('Whether the report has a summary.'),
	notify: notify.exactOptional(),
}) satisfies z.ZodType<StartSessionRequest>;

export const startSessionResponse = z.strictObject({
	sessionId: z.string(),
	status: z.enum(SESSION_STATUSES),
	room: z.string(),
	url: z.string().describe("LiveKit's WebSocket URL for the caller."),
	token: z.string().describe('Joins this room only.'),
	identity: z.string(),
	talkUrl: z.string().describe('A page on which a person can talk to the agent.'),
	expiresAt: z.iso.datetime(),
}) satisfies z.ZodType<StartSessionResponse>;

export const sessionSummary = z.strictObject({
	sessionId: z.string(),
	status: z.enum(SESSION_STATUSES),
	room: z.string(),
	createdAt: z.iso.datetime(),
	startedAt: z.iso.datetime().nullable(),
	endedAt: z.iso.datetime().nullable(),
	durationMs: z.int().nullable(),
	endReason: z.enum(END_REASONS).nullable(),
}) satisfies z.ZodType<SessionSummary>;

export const sessionRecord = sessionSummary.extend({
	muted: z.boolean().describe('Whether the agent neither hears nor speaks until it is unmuted.'),
	transcript: z.array(transcriptItem),
	toolCalls: z.array(toolCallRecord),
	latency: latencySummary,
	usage: sessionUsage,
	cost: z
		.strictObject({
			totalUsd: z.number(),
			sttUsd: z.number(),
			llmUsd: z.number(),
			ttsUsd: z.number(),
		})
		.describe('US dollars at list prices.'),
	answers: z
		.record(
			z.string(),
			z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
		)
		.exactOptional()
		.describe('By field; null for what the caller did not say. There after the final event.'),
	summary: z.string().nullable().exactOptional(),
	extractionProblem: z
		.string()
		.exactOptional()
		.describe('Why answers and summary are missing, in one sentence.'),
}) satisfies z.ZodType<SessionRecord>;

export const sessionList = z.strictObject({
	sessions: z.array(sessionSummary),
	nextCursor: z.string().nullable(),
}) satisfies z.ZodType<SessionList>;

export const listSessionsQuery = z.strictObject({
	status: z.enum(SESSION_STATUSES).exactOptional(),
	limit: z.coerce.number().int().min(1).max(100).default(20),
	cursor: z.string().min(1).exactOptional(),
});

export const sayRequest = z.strictObject({ text: spoken });
export const instructRequest = z.strictObject({ text: instructions.min(1) });
export const endRequest = z.strictObject({
	reason: z
		.enum(END_REASONS)
		.exactOptional()
		.describe('What the record gives as endReason. Default `api_ended`.'),
	say: spoken.exactOptional().describe('Spoken before the agent hangs up.'),
});
