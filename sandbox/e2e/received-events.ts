import type { N8n } from '../src/launch/n8n.ts';
import { waitUntil } from '../src/launch/wait-until.ts';

/** What came out of the trigger of an `eventWorkflow`, in the order of the executions; waits until there are so many. */
export async function receivedEvents(
	n8n: Pick<N8n, 'executions'>,
	workflowId: string,
	count: number,
): Promise<Record<string, unknown>[]> {
	const executions = await waitUntil(
		async () => {
			const all = await n8n.executions(workflowId, 250);
			// The last one may still go on.
			return all.length >= count && all.every(({ outputs }) => outputs.Events) && all;
		},
		{ what: `${count} executions`, timeoutMs: 60_000 },
	);
	return executions
		.sort((one, other) => Number(one.id) - Number(other.id))
		.map(({ outputs }) => outputs.Events![0] as Record<string, unknown>);
}
