import { DEFAULT_TOOL_TIMEOUT_MS, type ToolRegistration } from '../../../contract/tool.ts';
import { presentResults } from './present-results.ts';
import type { RunnableTool } from './tools.ts';

const EMAIL = '[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+';

type BuiltInTool = ToolRegistration & Required<Pick<RunnableTool, 'builtIn'>>;

/** Registration ids of the built-in tools start with this, and no other registration's may. */
export const BUILT_IN_PREFIX = 'built-in:';

/**
 * The two tools that work with plain n8n Webhook nodes and no registration. They post flat JSON instead of the call
 * envelope, so that a workflow reads `$json.body.to` and nothing else.
 */
export function builtInTools(webhookBaseUrl: string): RunnableTool[] {
	return [sendEmail(webhookBaseUrl), queryDatabase(webhookBaseUrl)].map((tool) => ({
		...tool,
		registrationId: `${BUILT_IN_PREFIX}${tool.name}`,
		state: { status: 'ready' },
		updatedAt: new Date(0).toISOString(),
	}));
}

const sendEmail = (webhookBaseUrl: string): BuiltInTool => ({
	name: 'send_email',
	description: 'Sends an email for the caller. Ask for whatever is missing before you call it.',
	parameters: {
		type: 'object',
		properties: {
			to: { type: 'string', pattern: `^${EMAIL}$`, description: 'Email address of the recipient' },
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
	builtIn: {
		flatBody: ({ to, subject, body, cc }) => ({ to, subject, body, ...(cc ? { cc } : {}) }),
		present: () => 'The email was sent.',
	},
});

const queryDatabase = (webhookBaseUrl: string): BuiltInTool => ({
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
	builtIn: {
		flatBody: ({ query, filters, max_results }) => ({
			query,
			filters: parseFilters(filters),
			max_results,
		}),
		present: presentResults,
	},
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
