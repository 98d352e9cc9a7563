import type { StartSessionResponse } from '../../../contract/session.ts';
import { VoiceAgentError } from '../../../contract/error.ts';
import { webhookPath, type ImportedWorkflow } from './import-examples.ts';
import type { Stack } from './stack.ts';

/** The published example whose webhook starts a session. */
export function startWorkflow(workflows: readonly ImportedWorkflow[]): ImportedWorkflow {
	const found = workflows.find(
		(imported) =>
			imported.published &&
			webhookPath(imported) !== undefined &&
			imported.workflow.nodes.some(({ type }) => type.endsWith('.startVoiceAgent')),
	);
	if (found) return found;
	throw new VoiceAgentError(
		'not_found',
		'No published example has a Webhook node and a Start Voice Agent node.',
	);
}

/** The published webhook that starts a session. */
export function startUrl({ n8n, workflows }: Pick<Stack, 'n8n' | 'workflows'>): string {
	return `${n8n.webhookUrl}/${webhookPath(startWorkflow(workflows)) ?? ''}`;
}

/**
 * Starts a session the way a customer's system does: a POST to the published workflow, whose Start Voice Agent node
 * asks the runtime.
 *
 * @throws VoiceAgentError with n8n's answer when it does not hold a session.
 */
export async function startSessionThroughN8n(
	stack: Pick<Stack, 'n8n' | 'workflows'>,
	body: Record<string, unknown>,
): Promise<StartSessionResponse> {
	const response = await fetch(startUrl(stack), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(60_000),
	});
	const text = await response.text();
	const session = readSession(text);
	if (response.ok && session) return session;
	throw new VoiceAgentError(
		'n8n_unreachable',
		`The workflow that starts a voice agent answered ${response.status}: ${text.slice(0, 500)}`,
	);
}

function readSession(text: string): StartSessionResponse | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
		const session = first as Partial<StartSessionResponse> | null;
		const complete = session?.sessionId && session.url && session.token && session.talkUrl;
		return complete ? (session as StartSessionResponse) : undefined;
	} catch {
		return undefined;
	}
}
