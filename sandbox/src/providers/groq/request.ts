import type { ChatMessage } from '../../scenario/scenario.ts';
import { invalidRequest, modelNotFound } from './errors.ts';
import type { GroqErrorBody } from './errors.ts';
import { findModel } from './models.ts';

/** What of a chat completion request the simulation reads. */
export interface ChatRequest {
	model: string;
	messages: ChatMessage[];
	toolNames: string[];
	stream: boolean;
	includeReasoning: boolean;
	/** The schema that the answer must fit, when JSON is asked for. */
	schema?: Record<string, unknown>;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields =>
	typeof value === 'object' && value !== null ? (value as Fields) : {};

/** Text, or the text parts of a content list. */
function contentOf(content: unknown): string | null {
	if (!Array.isArray(content)) return typeof content === 'string' ? content : null;
	return content
		.map((part) => fields(part).text)
		.filter((text) => typeof text === 'string')
		.join('');
}

function parseMessage(value: unknown): ChatMessage | undefined {
	const message = fields(value);
	const role = ROLES.find((known) => known === message.role);
	if (!role) return undefined;
	const parsed: ChatMessage = { role, content: contentOf(message.content) };
	if (Array.isArray(message.tool_calls)) {
		parsed.tool_calls = message.tool_calls.map((call) => {
			const called = fields(fields(call).function);
			return {
				id: String(fields(call).id),
				function: { name: String(called.name), arguments: String(called.arguments) },
			};
		});
	}
	if (typeof message.tool_call_id === 'string') parsed.tool_call_id = message.tool_call_id;
	return parsed;
}

/** Reads a request body, or says with which status and body Groq refuses it. */
export function parseChatRequest(
	body: unknown,
): ChatRequest | { status: number; body: GroqErrorBody } {
	const request = fields(body);
	const refuse = (message: string) => ({ status: 400, body: invalidRequest(message) });
	const model = findModel(request.model);
	if (!model) return { status: 404, body: modelNotFound(request.model) };
	if (!Array.isArray(request.messages) || request.messages.length === 0) {
		return refuse("'messages' : minimum number of items is 1");
	}
	const messages: ChatMessage[] = [];
	for (const [index, value] of request.messages.entries()) {
		const message = parseMessage(value);
		if (!message) return refuse(`'messages.${index}' : discriminator property 'role' is invalid`);
		if (message.role === 'tool' && !message.tool_call_id) {
			return refuse(`'messages.${index}' : 'tool_call_id' is required`);
		}
		messages.push(message);
	}
	if (request.n !== undefined && request.n !== 1) return refuse("'n' : must be 1");
	const tools = Array.isArray(request.tools) ? request.tools : [];
	const format = fields(request.response_format);
	const schema = fields(format.json_schema).schema;
	if (format.type === 'json_schema' && typeof schema !== 'object') {
		return refuse("'response_format.json_schema.schema' : property is missing");
	}
	return {
		model: model.id,
		messages,
		toolNames:
			request.tool_choice === 'none'
				? []
				: tools.map((tool) => String(fields(fields(tool).function).name)),
		stream: request.stream === true,
		includeReasoning: request.include_reasoning !== false,
		...(format.type === 'json_schema' ? { schema: fields(schema) } : {}),
	};
}
