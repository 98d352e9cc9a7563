import type { N8n } from '../src/launch/n8n.ts';
import { waitUntil } from '../src/launch/wait-until.ts';

const OVER = new Set(['success', 'crashed']);

/**
 * What came out of the trigger of an `eventWorkflow`, in the order of the executions; waits until it is so much. Nothing
 * comes out of an execution for an event that n8n has had before.
 */
export async function receivedEvents(
	n8n: Pick<N8n, 'executions'>,
	workflowId: string,
	count: number,
): Promise<Record<string, unknown>[]> {
	return waitUntil(
		async () => {
			const executions = await n8n.executions(workflowId, 250);
			// The last one may still go on; none may fail, and a stop of n8n may cut one off.
			if (!executions.every(({ status }) => OVER.has(status))) return false;
			const events = executions
				.sort((one, other) => Number(one.id) - Number(other.id))
				.flatMap(({ outputs }) => (outputs.Events ?? []) as Record<string, unknown>[]);
			return events.length >= count && events;
		},
		{ what: `${count} events`, timeoutMs: 60_000 },
	);
}
