import { availableParallelism, totalmem } from 'node:os';
import { z } from 'zod';
import { VoiceAgentError, type FieldProblem } from '../../contract/error.ts';
import { parseSecrets } from '../../contract/signature.ts';
import { mcpServers, type McpServer } from './config/mcp-servers.ts';
import { url } from './config/url.ts';
import { databaseUrlProblem, dataFolderOf, isShared } from './store/database-url.ts';

/** Everything that an operator decides, parsed once from the environment and frozen. */
export interface Config {
	readonly liveKit: Readonly<{ url: string; apiKey: string; apiSecret: string }>;
	readonly deepgram: Readonly<{
		apiKey: string;
		model: string;
		baseUrl: string;
		transport: Transport;
	}>;
	readonly groq: Readonly<{
		apiKey: string;
		model: string;
		temperature: number;
		maxTokens: number;
		/** How often each request of a call is sent at the same time; the first answer counts. */
		requestsAtOnce: number;
		baseUrl: string;
	}>;
	readonly cartesia: Readonly<{
		apiKey: string;
		model: string;
		voice: string;
		baseUrl: string;
		transport: Transport;
	}>;
	/** What hears whether somebody speaks. */
	readonly vad: Vad;
	readonly n8n: Readonly<{
		/** Without a trailing slash, for example `https://n8n.example/webhook`. */
		webhookBaseUrl: string;
		/** Origins that a tool's URL may have; the first is the webhook base URL's. */
		allowedOrigins: readonly string[];
		/** Every one signs, so that a receiver that knows any of them accepts. */
		secrets: readonly [Buffer, ...Buffer[]];
		/** Sent with every tool call, for n8n's Header Auth. */
		headerToken?: string;
	}>;
	/** Further sources of tools; names are unique. */
	readonly mcpServers: readonly McpServer[];
	/** Bearer key of the HTTP API. */
	readonly apiKey: string;
	/** LiveKit dispatch name. */
	readonly agentName: string;
	readonly port: number;
	/** Without a trailing slash; where callers and n8n reach this service. */
	readonly publicUrl: string;
	readonly databaseUrl: string;
	/** Whether other replicas of the runtime may use the same database. */
	readonly sharedStore: boolean;
	/** The folder of the database; `./data` when that is on a server. */
	readonly dataFolder: string;
	/** Calls that this replica takes at the same time. */
	readonly maxSessions: number;
	/** How long an agent waits for its caller. */
	readonly joinTimeoutMs: number;
	readonly logLevel: LogLevel;
	/** Bearer token of `/metrics`; absent for one that is open. */
	readonly metricsToken?: string;
	/** Set when metrics and traces are exported over OTLP; the exporter itself reads the other OTEL_* variables. */
	readonly otlp?: Readonly<{ intervalMs: number }>;
	readonly production: boolean;
	/** Set by the sandbox only: phrases that the talk page offers to speak. */
	readonly phrasesUrl?: string;
}

const TRANSPORTS = ['own', 'plugin'] as const;
/** How a provider is reached: over the runtime's own connection, or through the framework's plugin. */
export type Transport = (typeof TRANSPORTS)[number];

const VADS = ['built-in', 'silero-plugin'] as const;
/** LiveKit's built-in inference, or the plugin with its own onnxruntime, which is not part of the runtime. */
export type Vad = (typeof VADS)[number];

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A documented stock voice of Cartesia's library. */
const DEFAULT_VOICE = 'f786b574-daa5-4673-aa0c-cbe3e8534c02';

/** Measured: docs/operations.md. */
const BYTES_PER_CALL = 110 * 1024 * 1024;
const CALLS_PER_CORE = 6.25;

const required = z.string('is required');
const model = z.string().max(200, 'is too long');
const wholeNumber = (minimum: number, maximum: number) => {
	const expected = `must be a whole number from ${minimum} to ${maximum}`;
	return z
		.string()
		.regex(/^\d+$/, expected)
		.transform(Number)
		.refine((value) => value >= minimum && value <= maximum, expected);
};
const webUrl = url('https:', 'http:', { loopbackOnly: false });
const socketUrl = url('wss:', 'ws:', { loopbackOnly: true });

const transport = z.enum(TRANSPORTS, `must be one of ${TRANSPORTS.join(', ')}`).default('own');

const secrets = required.transform((text, context) => {
	try {
		return parseSecrets(text);
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'is malformed';
		context.addIssue({
			code: 'custom',
			message: `must be one or more signing secrets separated by spaces: ${reason}`,
		});
		return z.NEVER;
	}
});

const origins = z
	.string()
	.transform((text) => text.split(',').map((origin) => origin.trim()))
	.refine(
		(list) => list.every((origin) => webUrl.safeParse(origin).success),
		'must be origins such as https://n8n.example, separated by commas',
	)
	.transform((list) => list.map((origin) => new URL(origin).origin));

const databaseUrl = z.string().superRefine((text, context) => {
	const message = databaseUrlProblem(text);
	if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const environment = z.object({
	LIVEKIT_URL: z.string('is required').pipe(socketUrl),
	LIVEKIT_API_KEY: required,
	LIVEKIT_API_SECRET: required,
	DEEPGRAM_API_KEY: required,
	DEEPGRAM_MODEL: model.default('nova-3'),
	DEEPGRAM_BASE_URL: socketUrl.default('wss://api.deepgram.com'),
	DEEPGRAM_TRANSPORT: transport,
	GROQ_API_KEY: required,
	GROQ_MODEL: model.default('openai/gpt-oss-20b'),
	GROQ_TEMPERATURE: z
		.string()
		.regex(/^\d+(\.\d+)?$/, 'must be a number from 0 to 2')
		.transform(Number)
		.refine((value) => value <= 2, 'must be a number from 0 to 2')
		.default(0.7),
	GROQ_MAX_TOKENS: wholeNumber(1, 65_536).default(512),
	GROQ_REQUESTS_AT_ONCE: wholeNumber(1, 3).default(1),
	GROQ_BASE_URL: webUrl.default('https://api.groq.com'),
	CARTESIA_API_KEY: required,
	CARTESIA_MODEL: model.default('sonic-3'),
	CARTESIA_VOICE: model.default(DEFAULT_VOICE),
	CARTESIA_BASE_URL: webUrl.default('https://api.cartesia.ai'),
	CARTESIA_TRANSPORT: transport,
	VAD: z.enum(VADS, `must be one of ${VADS.join(', ')}`).default('built-in'),
	N8N_WEBHOOK_BASE_URL: z.string('is required').pipe(webUrl),
	N8N_ALLOWED_ORIGINS: origins.default([]),
	N8N_WEBHOOK_SECRET: secrets,
	N8N_WEBHOOK_HEADER_TOKEN: z
		.string()
		.regex(/^[\x21-\x7e]{24,}$/, 'must have at least 24 printable characters without spaces')
		.optional(),
	MCP_SERVERS: mcpServers.default([]),
	RUNTIME_API_KEY: required.refine((key) => key.length >= 32, 'must have at least 32 characters'),
	AGENT_NAME: z
		.string()
		.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
		.default('voice-assistant'),
	PORT: wholeNumber(0, 65_535).default(8080),
	PUBLIC_URL: webUrl.optional(),
	DATABASE_URL: databaseUrl.default('file:./data/voice-agent.db'),
	MAX_SESSIONS: wholeNumber(1, 10_000).optional(),
	JOIN_TIMEOUT_SECONDS: wholeNumber(1, 14_400).default(300),
	LOG_LEVEL: z
		.string()
		.toLowerCase()
		.pipe(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`))
		.default('info'),
	METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
	OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
	OTEL_EXPORTER_OTLP_PROTOCOL: z
		.literal('http/protobuf', 'must be http/protobuf, the only protocol here')
		.optional(),
	OTEL_METRIC_EXPORT_INTERVAL: wholeNumber(1000, 3_600_000).default(60_000),
	NODE_ENV: z.string().optional(),
	SIMULATED_PHRASES_URL: webUrl.optional(),
});

/**
 * Reads the configuration from environment variables; an empty variable counts as absent.
 *
 * @throws VoiceAgentError `configuration_invalid` with one detail per faulty variable and never a value.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
	const given = Object.fromEntries(
		Object.entries(env)
			.map(([name, value]) => [name, value?.trim()] as const)
			.filter(([, value]) => value !== undefined && value !== ''),
	);
	const parsed = environment.safeParse(given);
	if (!parsed.success) throw configurationError(parsed.error);

	const values = parsed.data;
	const webhookBaseUrl = values.N8N_WEBHOOK_BASE_URL;
	const ownOrigin = new URL(webhookBaseUrl).origin;
	return Object.freeze({
		liveKit: Object.freeze({
			url: values.LIVEKIT_URL,
			apiKey: values.LIVEKIT_API_KEY,
			apiSecret: values.LIVEKIT_API_SECRET,
		}),
		deepgram: Object.freeze({
			apiKey: values.DEEPGRAM_API_KEY,
			model: values.DEEPGRAM_MODEL,
			baseUrl: values.DEEPGRAM_BASE_URL,
			transport: values.DEEPGRAM_TRANSPORT,
		}),
		groq: Object.freeze({
			apiKey: values.GROQ_API_KEY,
			model: values.GROQ_MODEL,
			temperature: values.GROQ_TEMPERATURE,
			maxTokens: values.GROQ_MAX_TOKENS,
			requestsAtOnce: values.GROQ_REQUESTS_AT_ONCE,
			baseUrl: values.GROQ_BASE_URL,
		}),
		cartesia: Object.freeze({
			apiKey: values.CARTESIA_API_KEY,
			model: values.CARTESIA_MODEL,
			voice: values.CARTESIA_VOICE,
			baseUrl: values.CARTESIA_BASE_URL,
			transport: values.CARTESIA_TRANSPORT,
		}),
		vad: values.VAD,
		n8n: Object.freeze({
			webhookBaseUrl,
			allowedOrigins: Object.freeze([...new Set([ownOrigin, ...values.N8N_ALLOWED_ORIGINS])]),
			secrets: values.N8N_WEBHOOK_SECRET,
			...(values.N8N_WEBHOOK_HEADER_TOKEN ? { headerToken: values.N8N_WEBHOOK_HEADER_TOKEN } : {}),
		}),
		mcpServers: Object.freeze(values.MCP_SERVERS),
		apiKey: values.RUNTIME_API_KEY,
		agentName: values.AGENT_NAME,
		port: values.PORT,
		publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
		databaseUrl: values.DATABASE_URL,
		sharedStore: isShared(values.DATABASE_URL),
		dataFolder: dataFolderOf(values.DATABASE_URL),
		maxSessions: values.MAX_SESSIONS ?? sessionsThatFit(memoryBytes(), availableParallelism()),
		joinTimeoutMs: values.JOIN_TIMEOUT_SECONDS * 1000,
		logLevel: values.LOG_LEVEL,
		...(values.METRICS_TOKEN ? { metricsToken: values.METRICS_TOKEN } : {}),
		...(values.OTEL_EXPORTER_OTLP_ENDPOINT
			? { otlp: Object.freeze({ intervalMs: values.OTEL_METRIC_EXPORT_INTERVAL }) }
			: {}),
		production: values.NODE_ENV === 'production',
		...(values.SIMULATED_PHRASES_URL ? { phrasesUrl: values.SIMULATED_PHRASES_URL } : {}),
	});
}

/** Of the machine, or of the container when that has less. */
function memoryBytes(): number {
	const limit = process.constrainedMemory();
	return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Calls that a machine carries: three quarters of its memory, and no more than its cores can keep in real time. */
export function sessionsThatFit(memoryBytes: number, cores: number): number {
	const byMemory = Math.floor((memoryBytes * 0.75) / BYTES_PER_CALL);
	return Math.max(1, Math.min(byMemory, Math.floor(cores * CALLS_PER_CORE)));
}

function configurationError(error: z.ZodError): VoiceAgentError {
	const problems = new Map<string, FieldProblem>();
	for (const issue of error.issues) {
		const field = issue.path.map(String).join('.');
		if (!problems.has(field)) problems.set(field, { field, problem: issue.message });
	}
	const details = [...problems.values()];
	const sentence = details.map(({ field, problem }) => `${field} ${problem}`).join('; ');
	return new VoiceAgentError('configuration_invalid', `${sentence}.`, { details });
}
