import type { ToolCallRequest } from '../../../contract/tool-call.ts';
import type { RegisteredTool, ToolPingReport } from '../../../contract/tool.ts';
import type { Faults } from './faults.ts';
import { testUrlWarning } from './n8n-fault.ts';
import { ping } from './ping.ts';
import type { Registry } from './registry.ts';
import { sendCall } from './send-call.ts';
import type { Execution, ToolSource } from './tool-source.ts';
import type { ToolsOptions } from './tools.ts';

/** A tool is pinged no more often than this, however many sessions start … */
export const PING_INTERVAL_MS = 30_000;
/** … and a broken one this often while sessions want it. */
export const RECOVERY_INTERVAL_MS = 5000;

export interface WebhookToolsOptions extends Pick<
	ToolsOptions,
	'config' | 'fetch' | 'now' | 'newId' | 'logger'
> {
	registry: Registry;
	faults: Faults;
}

/** What this process knows from its last ping of a registration. */
interface Pinged {
	/** A registration that was replaced is pinged anew. */
	updatedAt: string;
	startedAtMs: number;
	report?: ToolPingReport;
	warning?: string;
	/** What the log was told, so that it is told once. */
	logged?: string | undefined;
}

const keyOf = ({ slot, registrationId }: RegisteredTool): string => `${slot}/${registrationId}`;

/** The tools that Voice Agent Triggers registered: signed calls and signed pings. */
export function createWebhookTools(options: WebhookToolsOptions): ToolSource {
	const { config, now, newId, registry, faults, logger } = options;
	const pinged = new Map<string, Pinged>();

	const lastPing = (tool: RegisteredTool): Pinged | undefined => {
		const known = pinged.get(keyOf(tool));
		return known?.updatedAt === tool.updatedAt ? known : undefined;
	};

	async function check(tool: RegisteredTool): Promise<void> {
		const intervalMs = tool.state.status === 'broken' ? RECOVERY_INTERVAL_MS : PING_INTERVAL_MS;
		const before = lastPing(tool);
		if (before && now() - before.startedAtMs < intervalMs) return;
		// The report of the last ping stands until this one has its own.
		const current: Pinged = { ...before, updatedAt: tool.updatedAt, startedAtMs: now() };
		pinged.set(keyOf(tool), current);

		const { roundTripMs, warning, problem, listensNoMore } = await ping(
			options,
			tool,
			`ping_${newId()}`,
		);
		// Meanwhile it may have been registered anew, or removed.
		const registered = (await registry.list()).find((one) => keyOf(one) === keyOf(tool));
		if (registered?.updatedAt !== tool.updatedAt || lastPing(tool) !== current) return;
		delete current.warning;
		if (warning !== undefined) current.warning = warning;
		if (roundTripMs !== undefined) {
			current.report = { at: new Date(now()).toISOString(), roundTripMs };
		}
		// Whatever is published comes out of its shadow.
		if (listensNoMore) return registry.unregister(tool.registrationId, 'test');
		if (problem !== undefined) await faults.mark(tool, problem);
		else if (roundTripMs !== undefined) await faults.clear(tool);
		const sentence = problem ?? warning;
		current.logged = sentence;
		if (sentence !== undefined && sentence !== before?.logged) {
			logger.warn({ tool: tool.name, workflow: tool.workflow, roundTripMs }, sentence);
		}
	}

	return {
		async list() {
			return (await registry.list()).map((tool) => {
				const known = lastPing(tool);
				const warning = testUrlWarning(tool) ?? known?.warning;
				return {
					...tool,
					state: { status: 'ready', ...(warning === undefined ? {} : { warning }) },
					...(known?.report ? { lastPing: known.report } : {}),
				};
			});
		},

		execute(execution) {
			const { tool, request } = execution;
			const deadlineMs = now() + tool.timeoutMs;
			const content = envelope(execution, deadlineMs, config.publicUrl);
			return sendCall(options, { tool, callId: request.callId, deadlineMs, content });
		},

		async prepare(tools) {
			// A plain Webhook node would run its workflow.
			await Promise.all(tools.filter(({ answersPing }) => answersPing).map(check));
		},
	};
}

function envelope(
	{ tool, session, request, replyToken }: Execution,
	deadlineMs: number,
	publicUrl: string,
): ToolCallRequest {
	const { sessionId, room, agentName, variables, participant } = session;
	return {
		type: 'tool.call',
		callId: request.callId,
		tool: tool.name,
		arguments: request.arguments,
		session: { sessionId, room, agentName, variables, participant },
		deadline: new Date(deadlineMs).toISOString(),
		replyTo: {
			url: `${publicUrl}/v1/tool-results/${encodeURIComponent(request.callId)}`,
			token: replyToken,
		},
	};
}
