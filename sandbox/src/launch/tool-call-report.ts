import type { SessionRecord, ToolCallOutcome } from '../../../contract/session.ts';
import type { Execution } from './n8n-execution.ts';
import type { ImportedWorkflow } from './import-examples.ts';
import type { N8n } from './n8n.ts';
import { waitUntil } from './wait-until.ts';

/** A tool call of a session, seen from both ends. */
export interface ToolCallReport {
	callId: string;
	tool: string;
	arguments: Record<string, unknown>;
	outcome: ToolCallOutcome;
	durationMs: number;
	/** What n8n's execution says; null when no workflow ran for this call, as while a confirmation is awaited. */
	n8n: {
		workflow: string;
		executionId: string;
		status: string;
		/** The output of the trigger: the request. */
		received: unknown;
		/** The output of the node that ran last. */
		answered: unknown;
	} | null;
}

/** Puts n8n's own record of the execution beside each tool call of the session. */
export async function reportToolCalls(
	n8n: N8n,
	workflows: readonly ImportedWorkflow[],
	session: SessionRecord,
): Promise<ToolCallReport[]> {
	const executed = session.toolCalls.filter(({ outcome }) => outcome === 'completed');
	const read = async () => {
		const lists = workflows.map(async (imported) =>
			(await n8n.executions(imported.id)).map((execution) => ({ imported, execution })),
		);
		return (await Promise.all(lists)).flat();
	};
	let runs: Awaited<ReturnType<typeof read>> = [];
	// n8n stores an execution a moment after it has answered.
	await waitUntil(
		async () => {
			runs = await read();
			return executed.every(({ callId }) => runs.some(({ execution }) => isFor(execution, callId)));
		},
		{ what: 'n8n to store the executions of the tool calls', timeoutMs: 10_000, intervalMs: 300 },
	).catch(() => undefined);

	return session.toolCalls.map((call) => {
		const run = runs.find(({ execution }) => isFor(execution, call.callId));
		const { callId, tool, outcome, durationMs } = call;
		return {
			...{ callId, tool, arguments: call.arguments, outcome, durationMs },
			n8n: run
				? {
						workflow: run.imported.workflow.name,
						executionId: run.execution.id,
						status: run.execution.status,
						received: received(run.execution),
						answered: one(run.execution.outputs[run.execution.lastNode ?? ''] ?? []),
					}
				: null,
		};
	});
}

const received = (execution: Execution): unknown => one(Object.values(execution.outputs)[0] ?? []);

const one = (items: unknown[]): unknown => (items.length === 1 ? items[0] : items);

/** A Webhook node shows the call's id as a header, a Voice Agent Trigger as a field. */
function isFor(execution: Execution, callId: string): boolean {
	const request = received(execution) as
		{ callId?: string; headers?: Record<string, string> } | undefined;
	return request?.callId === callId || request?.headers?.['webhook-id'] === callId;
}
