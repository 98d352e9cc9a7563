import type { SessionMcpServer } from '../../../../contract/session.ts';
import { DEFAULT_TOOL_TIMEOUT_MS } from '../../../../contract/tool.ts';
import type { ToolSource } from '../tool-source.ts';
import { createMcpTools, type McpToolsOptions } from './mcp-tools.ts';

/** The MCP servers that sessions brought along. In memory only, because their tokens must not be written down. */
export interface SessionServers {
	open(sessionId: string, servers: readonly SessionMcpServer[]): void;
	/** In the order in which they were given. */
	of(sessionId: string): readonly ToolSource[];
	end(sessionId: string): Promise<void>;
	close(): Promise<void>;
}

export function createSessionServers(options: Omit<McpToolsOptions, 'server'>): SessionServers {
	const sessions = new Map<string, ToolSource[]>();

	async function end(sessionId: string): Promise<void> {
		const sources = sessions.get(sessionId) ?? [];
		sessions.delete(sessionId);
		await Promise.all(sources.map(async (source) => source.close?.()));
	}

	return {
		open(sessionId, servers) {
			if (servers.length === 0 || sessions.has(sessionId)) return;
			const sources = servers.map((given) => {
				const defaults = {
					requiresConfirmation: [],
					readOnly: [],
					timeoutMs: DEFAULT_TOOL_TIMEOUT_MS,
				};
				return createMcpTools({ ...options, server: { ...defaults, ...given, sessionId } });
			});
			sessions.set(sessionId, sources);
			// The list is read before the caller can ask for anything.
			for (const source of sources) void source.list();
		},
		of: (sessionId) => sessions.get(sessionId) ?? [],
		end,
		async close() {
			await Promise.all([...sessions.keys()].map(end));
		},
	};
}
