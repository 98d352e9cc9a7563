import {
	DEFAULT_TOOL_TIMEOUT_MS,
	type RegisteredTool,
	type ToolRegistration,
} from '../../../contract/tool.ts';
import { testUrlWarning } from './n8n-fault.ts';
import { presentResults } from './present-results.ts';
import type { Present } from './read-answer.ts';
import { sendCall, type SendOptions } from './send-call.ts';
import type { ToolSource } from './tool-source.ts';

const EMAIL = '[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+';

interface BuiltInTool {
	definition: ToolRegistration;
	/** Posted instead of the signed call's envelope. */
	flatBody: (input: Record<string, unknown>) => Record<string, unknown>;
	/** The answer as text for the model; undefined for the usual way. */
	present: Present;
}

/** Registration ids of the built-in tools start with this, and no other registration's may. */
export const BUILT_IN_PREFIX = 'built-in:';

/**
 * The two tools that work with plain n8n Webhook nodes and no registration. They post flat JSON instead of the call
 * envelope, so that a workflow reads `$json.body.to` and nothing else. They are never pinged: a Webhook node would run.
 */
export function createBuiltInTools(options: SendOptions): ToolSource {
	const { webhookBaseUrl } = options.config.n8n;
	const tools = new Map(
		[sendEmail(webhookBaseUrl), queryDatabase(webhookBaseUrl)].map((tool) => [
			`${BUILT_IN_PREFIX}${tool.definition.name}`,
			tool,
		]),
	);
	const listed = [...tools].map(([registrationId, { definition }]): RegisteredTool => {
		const tool: RegisteredTool = {
			...definition,
			registrationId,
			state: { status: 'ready' },
			updatedAt: new Date(0).toISOString(),
		};
		const warning = testUrlWarning(tool);
		return warning === undefined ? tool : { ...tool, state: { status: 'ready', warning } };
	});

	return {
		list: () => Promise.resolve(listed),

		execute({ tool, request }) {
			const builtIn = tools.get(tool.registrationId);
			if (!builtIn) throw new TypeError(`${tool.registrationId} is not built in.`);
			return sendCall(options, {
				tool,
				callId: request.callId,
				deadlineMs: options.now() + tool.timeoutMs,
				content: builtIn.flatBody(request.arguments),
				present: builtIn.present,
			});
		},
	};
}

const sendEmail = (webhookBaseUrl: string): BuiltInTool => ({
	definition: {
		name: 'send_email',
		description: 'Sends an email for the caller. Ask for whatever is missing before you call it.',
		parameters: {
			type: 'object',
			properties: {
				to: {
					type: 'string',
					pattern: `^${EMAIL}$`,
					description: 'Email address of the recipient',
				},
				subject: { type: 'string', minLength: 1, description: 'Subject line' },
				body: { type: 'string', minLength: 1, description: 'Text of the email' },
				cc: {
					type: 'string',
					pattern: `^(${EMAIL}(\\s*,\\s*${EMAIL})*)?$`,
					description: 'Email addresses that get a copy, separated by commas',
				},
			},
			required: ['to', 'subject', 'body'],
			additionalProperties: false,
		},
		requiresConfirmation: true,
		sideEffect: true,
		timeoutMs: DEFAULT_TOOL_TIMEOUT_MS,
		fillerText: '',
		slot: 'production',
		url: `${webhookBaseUrl}/execute-gmail`,
		workflow: { id: 'execute-gmail', name: 'execute-gmail' },
	},
	flatBody: ({ to, subject, body, cc }) => ({ to, subject, body, ...(cc ? { cc } : {}) }),
	present: () => 'The email was sent.',
});

const queryDatabase = (webhookBaseUrl: string): BuiltInTool => ({
	definition: {
		name: 'query_database',
		description:
			'Searches the knowledge base. Use it for every question about facts that you have not been given.',
		parameters: {
			type: 'object',
			properties: {
				query: { type: 'string', minLength: 1, description: 'What to look for, in plain words' },
				filters: {
					type: 'string',
					description: 'JSON object of metadata filters, for example {"category":"billing"}',
				},
				max_results: { type: 'integer', minimum: 1, maximum: 20, default: 5 },
			},
			required: ['query'],
			additionalProperties: false,
		},
		requiresConfirmation: false,
		sideEffect: false,
		timeoutMs: DEFAULT_TOOL_TIMEOUT_MS,
		fillerText: '',
		slot: 'production',
		url: `${webhookBaseUrl}/query-vector-db`,
		workflow: { id: 'query-vector-db', name: 'query-vector-db' },
	},
	flatBody: ({ query, filters, max_results }) => ({
		query,
		filters: parseFilters(filters),
		max_results,
	}),
	present: presentResults,
});

function parseFilters(text: unknown): Record<string, unknown> {
	if (typeof text !== 'string') return {};
	try {
		const parsed: unknown = JSON.parse(text);
		return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
			? (parsed as Record<string, unknown>)
			: {};
	} catch {
		return {};
	}
}
