import type { Operation } from '../operation.ts';
import {
	registeredTool,
	toolCallUpdate,
	toolList,
	toolRegistration,
	unregisterQuery,
} from '../schemas/tool.ts';

const tool = { name: 'RegisteredTool', schema: registeredTool };

/** The tool routes as /openapi.json describes them. */
export const toolOperations: Operation[] = [
	{
		method: 'get',
		path: '/v1/tools',
		operationId: 'listTools',
		summary: 'List the registered and the built-in tools with their state',
		answers: { 200: { description: 'All tools.', schema: { name: 'ToolList', schema: toolList } } },
		errors: [],
	},
	{
		method: 'put',
		path: '/v1/tools/{registrationId}',
		operationId: 'registerTool',
		summary: 'Register a tool, or replace it in its slot',
		body: { name: 'ToolRegistration', schema: toolRegistration },
		answers: { 200: { description: 'The tool can be called from now on.', schema: tool } },
		errors: ['invalid_request', 'conflict', 'tool_url_not_allowed', 'payload_too_large'],
	},
	{
		method: 'get',
		path: '/v1/tools/{registrationId}',
		operationId: 'getTool',
		summary: 'Read a registration; the production one when there are two',
		answers: { 200: { description: 'The registration.', schema: tool } },
		errors: ['not_found'],
	},
	{
		method: 'delete',
		path: '/v1/tools/{registrationId}',
		operationId: 'unregisterTool',
		summary: 'Remove a registration; removing what is not there is fine',
		query: unregisterQuery,
		answers: { 204: { description: 'It is gone.' } },
		errors: ['invalid_request'],
	},
	{
		method: 'post',
		path: '/v1/tool-results/{callId}',
		operationId: 'completeToolCall',
		summary:
			'Have a sentence spoken while a tool call runs (PROGRESS), or deliver the result of one that was answered with PENDING, once',
		security: 'oneTimeToken',
		body: { name: 'ToolCallUpdate', schema: toolCallUpdate },
		answers: { 204: { description: 'It is accepted.' } },
		errors: [
			'invalid_request',
			'not_found',
			'conflict',
			'payload_too_large',
			'livekit_unreachable',
		],
	},
];
