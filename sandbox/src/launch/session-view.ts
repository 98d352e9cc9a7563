import type { SessionRecord } from '../../../contract/session.ts';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { Runtime } from './runtime.ts';
import { waitUntil } from './wait-until.ts';

/** `GET /v1/sessions/{id}` of the runtime. */
export async function readSession(
	runtime: Pick<Runtime, 'url' | 'apiKey'>,
	sessionId: string,
): Promise<SessionRecord> {
	const response = await fetch(`${runtime.url}/v1/sessions/${sessionId}`, {
		headers: { authorization: `Bearer ${runtime.apiKey}` },
		signal: AbortSignal.timeout(10_000),
	});
	if (response.ok) return (await response.json()) as SessionRecord;
	throw new VoiceAgentError(
		'internal',
		`The runtime answers ${response.status} for session ${sessionId}: ${await response.text()}`,
	);
}

/** Waits for the one final state of a session. */
export function waitForFinalSession(
	runtime: Pick<Runtime, 'url' | 'apiKey'>,
	sessionId: string,
	timeoutMs = 60_000,
): Promise<SessionRecord> {
	return waitUntil(
		async () => {
			const record = await readSession(runtime, sessionId);
			return record.status === 'ended' || record.status === 'failed' ? record : undefined;
		},
		{ what: `session ${sessionId} to be over`, timeoutMs, intervalMs: 250 },
	);
}
