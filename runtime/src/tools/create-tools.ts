import type { RegisteredTool } from '../../../contract/tool.ts';
import type { CallToolResult } from '../channel/messages.ts';
import { createBuiltInTools } from './built-in-tools.ts';
import { createCallLog, recordOf } from './call-log.ts';
import { createCallTool } from './call-tool.ts';
import { createCatalog } from './catalog.ts';
import { createCompleteLate } from './complete-late.ts';
import { createFaults } from './faults.ts';
import { createMcpTools } from './mcp/mcp-tools.ts';
import { createSessionServers } from './mcp/session-servers.ts';
import { createRegistry } from './registry.ts';
import { createReportProgress } from './report-progress.ts';
import { createRunningCalls } from './running-calls.ts';
import { createSessionState, type SessionState } from './session-state.ts';
import type { Tools, ToolsOptions } from './tools.ts';
import { createWebhookTools } from './webhook-tools.ts';

/** Registers tools and runs them. Everything that must survive a restart is in the database. */
export function createTools(options: ToolsOptions): Tools {
	const { database, config, now, logger } = options;
	const { webhookBaseUrl, allowedOrigins } = config.n8n;
	const registry = createRegistry({
		database,
		now,
		allowedOrigins: [...new Set([new URL(webhookBaseUrl).origin, ...allowedOrigins])],
	});
	const faults = createFaults({ database, now });
	const servers = config.mcpServers.map((server) => createMcpTools({ ...options, server }));
	const sessionServers = createSessionServers(options);
	const catalog = createCatalog({
		registered: createWebhookTools({ ...options, registry, faults }),
		builtIn: createBuiltInTools(options),
		servers,
		serversOf: (sessionId) => sessionServers.of(sessionId),
		faults,
	});
	const log = createCallLog({ database, now });
	const here = new Map<string, Promise<CallToolResult>>();
	const running = createRunningCalls({ log, here, shared: config.sharedStore, now });
	const sessions = new Map<string, SessionState>();

	function stateOf(sessionId: string): SessionState {
		const state = sessions.get(sessionId) ?? createSessionState();
		sessions.set(sessionId, state);
		return state;
	}

	async function prepare(wanted: (tool: RegisteredTool) => boolean): Promise<void> {
		try {
			await catalog.prepare(wanted);
		} catch (error) {
			logger.error({ error }, 'the tools could not be checked');
		}
	}

	const preflight: Tools['preflight'] = (sessionTools) =>
		prepare(({ name }) => sessionTools === null || sessionTools.includes(name));

	return {
		register: (registrationId, registration) => registry.register(registrationId, registration),
		unregister: (registrationId, slot) => registry.unregister(registrationId, slot),
		list: () => catalog.list(),
		async get(registrationId) {
			return (await catalog.list()).find((tool) => tool.registrationId === registrationId);
		},
		names: () => catalog.names(),
		async offeredTo(session) {
			const offered = await catalog.offeredTo(session);
			const broken = new Set(
				offered.tools.filter(({ problem }) => problem).map(({ name }) => name),
			);
			// A call asks before every turn, so a tool comes back as soon as n8n does.
			if (broken.size > 0) void prepare(({ name }) => broken.has(name));
			return offered;
		},
		async beginSession({ sessionId, tools }, mcpServers) {
			sessionServers.open(sessionId, mcpServers);
			await preflight(tools);
		},
		preflight,
		call: createCallTool({ ...options, catalog, registry, faults, log, running: here, stateOf }),
		async unended(sessionId, connection) {
			const calls = await log.unended(sessionId, connection);
			return calls.map((call) =>
				recordOf({
					...call,
					outcome: running.isRunning(call) ? 'pending' : 'interrupted',
					duration_ms: Math.max(0, now() - Date.parse(call.started_at)),
				}),
			);
		},
		endSession(sessionId) {
			sessions.delete(sessionId);
			void sessionServers.end(sessionId);
		},
		completeLate: createCompleteLate({ ...options, log, running }),
		reportProgress: createReportProgress({ ...options, log, running }),
		async close() {
			await Promise.all([
				sessionServers.close(),
				...servers.map(async (server) => server.close?.()),
			]);
		},
	};
}
