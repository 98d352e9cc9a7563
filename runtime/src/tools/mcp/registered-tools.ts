import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { RegisteredTool } from '../../../../contract/tool.ts';
import type { McpServer } from '../../config/mcp-servers.ts';
import { modelSafeName } from '../free-names.ts';
import { checkParameters } from '../parameters.ts';
import { cut } from '../speakable.ts';

const MAX_DESCRIPTION_LENGTH = 4000;

/** Registration ids of MCP tools start with this, and no other registration's may. */
const MCP_PREFIX = 'mcp:';

/** A session's server may have the name of another one. */
const idPrefix = ({ name, sessionId }: McpServer): string =>
	sessionId === undefined ? `${MCP_PREFIX}${name}:` : `${MCP_PREFIX}${sessionId}:${name}:`;

/** The name that the server itself has for the tool. */
export const serverToolName = (server: McpServer, { registrationId }: RegisteredTool): string =>
	registrationId.slice(idPrefix(server).length);

/** Where the server is configured. */
export const placeOf = ({ sessionId }: Pick<McpServer, 'sessionId'>): string =>
	sessionId === undefined ? 'MCP_SERVERS' : "the session's mcpServers";

/**
 * The tools of a server as the runtime treats them. A tool that does not say that it only reads counts as one with a
 * side effect.
 *
 * @returns Also what the operator should know, in sentences.
 */
export function toRegisteredTools(
	server: McpServer,
	listed: readonly Tool[],
): { tools: RegisteredTool[]; problems: string[] } {
	const { requiresConfirmation, readOnly, tools: allowed } = server;
	const known = new Set(listed.map(({ name }) => name));
	const wanted = [allowed ?? [], requiresConfirmation, readOnly].flatMap((names) =>
		names === true ? [] : names,
	);
	const problems = [...new Set(wanted)]
		.filter((name) => !known.has(name))
		.map(
			(name) =>
				`${placeOf(server)} names the tool "${name}", which the server "${server.name}" does not have.`,
		);

	const tools = listed
		.filter(({ name }) => allowed === undefined || allowed.includes(name))
		.sort((left, right) => (left.name < right.name ? -1 : 1))
		.flatMap((tool): RegisteredTool[] => {
			const problem = schemaProblem(tool);
			if (problem !== undefined) {
				problems.push(
					`The tool "${tool.name}" of the MCP server "${server.name}" is not offered: ${problem}`,
				);
				return [];
			}
			return [registeredTool(server, tool)];
		});
	return { tools, problems };
}

function registeredTool(server: McpServer, tool: Tool): RegisteredTool {
	const isIn = (names: readonly string[] | true): boolean =>
		names === true || names.includes(tool.name);
	const { origin, pathname } = new URL(server.url);
	return {
		name: modelSafeName(tool.name),
		description: cut(tool.description ?? tool.title ?? tool.name, MAX_DESCRIPTION_LENGTH),
		parameters: tool.inputSchema,
		requiresConfirmation: isIn(server.requiresConfirmation),
		sideEffect: tool.annotations?.readOnlyHint !== true && !isIn(server.readOnly),
		timeoutMs: server.timeoutMs,
		fillerText: '',
		slot: 'production',
		url: `${origin}${pathname}`,
		workflow: { id: `${MCP_PREFIX}${server.name}`, name: server.name },
		registrationId: `${idPrefix(server)}${tool.name}`,
		state: { status: 'ready' },
		updatedAt: new Date(0).toISOString(),
	};
}

function schemaProblem({ inputSchema }: Tool): string | undefined {
	try {
		checkParameters(inputSchema);
		return undefined;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
