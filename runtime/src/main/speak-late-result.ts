import type { Sessions } from '../sessions/sessions.ts';
import type { Logger } from '../telemetry/log.ts';
import type { LateResult } from '../tools/tools.ts';

/**
 * Lets the agent tell the caller what a slow workflow has found out. A session that is over has no one to tell; its
 * record holds the result all the same.
 */
export async function speakLateResult(
	{ sessionId, callId, tool, result, speak }: LateResult,
	sessions: Pick<Sessions, 'say' | 'instruct'>,
	logger: Pick<Logger, 'info'>,
): Promise<void> {
	if (!speak) return;
	try {
		await (result.say === undefined
			? sessions.instruct(
					sessionId,
					`The result of ${tool}, which took a while, is here. Tell the caller: ${result.text}`,
				)
			: sessions.say(sessionId, result.say));
	} catch (error) {
		logger.info({ error, sessionId, callId }, 'a late result is only recorded');
	}
}
