import { setTimeout as sleep } from 'node:timers/promises';
import {
	CallToolResultSchema,
	ListToolsResultSchema,
	type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import type { RegisteredTool } from '../../../../contract/tool.ts';
import type { McpServer } from '../../config/mcp-servers.ts';
import type { ToolSource } from '../tool-source.ts';
import type { ToolsOptions } from '../tools.ts';
import { createMcpConnection, type McpConnection } from './connection.ts';
import { readMcpError, readMcpResult, describeMcpProblem } from './read-result.ts';
import { serverToolName, toRegisteredTools } from './registered-tools.ts';

/** The list is read again when it is older than this and somebody asks for it … */
const REFRESH_MS = 30_000;
/** … and this often while the server is away. */
const RETRY_MS = 5000;
/** The first reader of all waits this long for a server that has just been configured. */
const FIRST_LIST_WAIT_MS = 1500;
const LIST_TIMEOUT_MS = 5000;
const MAX_PAGES = 20;

export interface McpToolsOptions extends Pick<ToolsOptions, 'fetch' | 'now' | 'logger'> {
	server: McpServer;
}

/** The tools of one MCP server. A call never waits for the list: it is read in the background and kept. */
export function createMcpTools(options: McpToolsOptions): ToolSource {
	const { server, now, logger } = options;
	const about = { server: server.name, sessionId: server.sessionId };
	let tools: RegisteredTool[] | undefined;
	let problem: string | undefined;
	let readAtMs = -Infinity;
	let reading: Promise<void> | undefined;
	let firstRead: Promise<void> | undefined;
	let closed = false;
	const connection = createMcpConnection({
		...options,
		onToolsChanged: () => void (reading ?? Promise.resolve()).then(read),
	});

	const read = (): Promise<void> => {
		if (closed) return Promise.resolve();
		reading ??= readOnce().finally(() => {
			reading = undefined;
		});
		return reading;
	};

	async function readOnce(): Promise<void> {
		try {
			const listed = toRegisteredTools(server, await listAll(connection));
			const { problems } = listed;
			if (tools === undefined) for (const sentence of problems) logger.warn(sentence);
			if (problem !== undefined) {
				logger.info(about, 'the MCP server is back: its tools are offered again');
			}
			tools = listed.tools;
			problem = undefined;
		} catch (error) {
			if (closed) return;
			const sentence = describeMcpProblem(server, error);
			if (problem === undefined) logger.warn(about, sentence);
			problem = sentence;
		} finally {
			readAtMs = now();
		}
	}

	return {
		async list() {
			const maxAgeMs = problem === undefined ? REFRESH_MS : RETRY_MS;
			if (now() - readAtMs >= maxAgeMs) void read();
			firstRead ??= Promise.race([reading, sleep(FIRST_LIST_WAIT_MS, undefined, { ref: false })]);
			await firstRead;
			if (problem === undefined || tools === undefined) return tools;
			const state: RegisteredTool['state'] = { status: 'broken', problem };
			return tools.map((tool) => ({ ...tool, state }));
		},

		async execute({ tool, request }) {
			const deadlineMs = now() + tool.timeoutMs;
			const params = { name: serverToolName(server, tool), arguments: request.arguments };
			try {
				// Not callTool(): it would call an answer that departs from its output schema a failure.
				const result = await connection.use((client) =>
					client.request({ method: 'tools/call', params }, CallToolResultSchema, {
						timeout: Math.max(1, deadlineMs - now()),
					}),
				);
				return { ...readMcpResult(result), attempts: 1 };
			} catch (error) {
				return { ...readMcpError(error, tool.timeoutMs), attempts: 1 };
			}
		},

		async close() {
			closed = true;
			await connection.close();
		},
	};
}

async function listAll(connection: McpConnection): Promise<Tool[]> {
	const tools: Tool[] = [];
	let cursor: string | undefined;
	for (let page = 0; page < MAX_PAGES; page++) {
		const params = cursor === undefined ? {} : { cursor };
		const result = await connection.use((client) =>
			client.request({ method: 'tools/list', params }, ListToolsResultSchema, {
				timeout: LIST_TIMEOUT_MS,
			}),
		);
		tools.push(...result.tools);
		cursor = result.nextCursor;
		if (cursor === undefined) break;
	}
	return tools;
}
