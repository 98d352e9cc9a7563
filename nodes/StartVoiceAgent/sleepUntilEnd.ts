import { randomUUID } from 'node:crypto';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { SessionWait } from '../../contract/delivery';
import { runtimeRequest } from '../shared/runtimeRequest';

/** Below n8n's resume URL. */
export const RESUME_PATH = 'voice-agent';

/**
 * When n8n goes on by itself, although the runtime never said that the calls are over. Calls last hours at most, and the
 * runtime tries for a day to tell.
 */
const GIVE_UP_AFTER_MS = 48 * 3600 * 1000;

/** What the sleeping node remembers, per item; n8n keeps it with the execution. */
export interface Sleep {
	waitId: string;
	items: ({ sessionId: string } | { error: string })[];
}

/** @throws NodeOperationError where n8n cannot put the execution to sleep, before a call is started for nothing. */
export function requireSleep(context: IExecuteFunctions): void {
	// Absent in older n8n.
	if (!context.isToolExecution?.()) return;
	throw new NodeOperationError(
		context.getNode(),
		'A tool of an AI agent cannot wait for the call to end',
		{
			description:
				'Turn off "Wait for the Call to End" in this node, and use a Voice Agent Event Trigger for the report.',
		},
	);
}

/**
 * Puts the execution to sleep until every call that was started is over. It sleeps once for all items: the runtime
 * collects the ends and sends one message.
 *
 * @param started - One per input item, in their order; those with an `error` were not started.
 */
export async function sleepUntilEnd(
	this: IExecuteFunctions,
	started: readonly INodeExecutionData[],
): Promise<void> {
	const items = started.map(({ json }) =>
		'error' in json ? { error: String(json.error) } : { sessionId: String(json.sessionId) },
	);
	const sessionIds = [...new Set(items.flatMap((item) => ('error' in item ? [] : item.sessionId)))];
	if (sessionIds.length === 0) return;

	const limitSeconds = Math.round((this.getNodeParameter('maxWaitMinutes', 0, 0) as number) * 60);
	const sleep: Sleep = { waitId: `wait_${randomUUID()}`, items };
	await runtimeRequest.call(this, {
		method: 'PUT',
		path: `/v1/session-waits/${sleep.waitId}`,
		body: {
			url: resumeUrl(this),
			sessionIds,
			...(limitSeconds > 0 ? { limitSeconds } : {}),
		} satisfies SessionWait,
	});
	Object.assign(this.getContext('node'), { sleep });
	keepForTheLimit(this.getInputData(), started);
	await this.putExecutionToWait(new Date(Date.now() + limitSeconds * 1000 + GIVE_UP_AFTER_MS));
}

function resumeUrl(context: IExecuteFunctions): string {
	const { $execution } = context.getWorkflowDataProxy(0);
	const url = new URL(($execution as { resumeUrl: string }).resumeUrl);
	url.pathname = `${url.pathname.replace(/\/+$/, '')}/${RESUME_PATH}`;
	return url.href;
}

/** When n8n's own limit passes, it gives out what the node got, so this is replaced by what is known then. */
function keepForTheLimit(
	input: INodeExecutionData[],
	started: readonly INodeExecutionData[],
): void {
	for (const [index, { json }] of started.entries()) {
		const problem = 'The runtime has never said that the call is over.';
		input[index] = { json: 'error' in json ? json : { ...json, error: problem } };
	}
}
