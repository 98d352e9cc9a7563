import type { Sessions } from '../sessions/sessions.ts';
import type { Logger } from '../telemetry/log.ts';
import type { LateResult } from '../tools/tools.ts';

/**
 * Hands the call what a slow workflow has found out. A session that is over has no one to tell; its record holds the
 * result all the same.
 */
export async function speakLateResult(
	{ sessionId, callId, tool, result, speak }: LateResult,
	sessions: Pick<Sessions, 'updateTool'>,
	logger: Pick<Logger, 'info'>,
): Promise<void> {
	if (!speak) return;
	const { text, say } = result;
	try {
		await sessions.updateTool(sessionId, {
			type: 'tool_result',
			callId,
			tool,
			text,
			...(say === undefined ? {} : { say }),
		});
	} catch (error) {
		logger.info({ error, sessionId, callId }, 'a late result is only recorded');
	}
}
