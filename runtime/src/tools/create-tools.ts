import type { CallToolResult } from '../channel/messages.ts';
import { builtInTools } from './built-in-tools.ts';
import { createCallLog } from './call-log.ts';
import { createCallTool } from './call-tool.ts';
import { createCatalog } from './catalog.ts';
import { createCompleteLate } from './complete-late.ts';
import { createFaults } from './faults.ts';
import { createRegistry } from './registry.ts';
import { createSessionState, type SessionState } from './session-state.ts';
import type { Tools, ToolsOptions } from './tools.ts';

/** Registers tools and runs them. Everything that must survive a restart is in the database. */
export function createTools(options: ToolsOptions): Tools {
	const { database, config, now } = options;
	const { webhookBaseUrl, allowedOrigins } = config.n8n;
	const registry = createRegistry({
		database,
		now,
		allowedOrigins: [...new Set([new URL(webhookBaseUrl).origin, ...allowedOrigins])],
	});
	const faults = createFaults({ database, now });
	const catalog = createCatalog({ registry, faults, builtIn: builtInTools(webhookBaseUrl) });
	const log = createCallLog({ database, now });
	const running = new Map<string, Promise<CallToolResult>>();
	const sessions = new Map<string, SessionState>();

	function stateOf(sessionId: string): SessionState {
		const state = sessions.get(sessionId) ?? createSessionState();
		sessions.set(sessionId, state);
		return state;
	}

	return {
		register: (registrationId, registration) => registry.register(registrationId, registration),
		unregister: (registrationId, slot) => registry.unregister(registrationId, slot),
		list: () => catalog.list(),
		async get(registrationId) {
			return (await catalog.list()).find((tool) => tool.registrationId === registrationId);
		},
		offeredTo: (sessionTools) => catalog.offeredTo(sessionTools),
		call: createCallTool({ ...options, catalog, registry, faults, log, running, stateOf }),
		endSession: (sessionId) => void sessions.delete(sessionId),
		completeLate: createCompleteLate({ ...options, log, running }),
	};
}
