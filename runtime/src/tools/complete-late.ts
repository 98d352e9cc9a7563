import { VoiceAgentError } from '../../../contract/error.ts';
import { authorisedCall } from './authorised-call.ts';
import type { CallLog } from './call-log.ts';
import { readLateResult } from './read-answer.ts';
import { endOf } from './send-call.ts';
import type { RunningCalls } from './running-calls.ts';
import type { Tools, ToolsOptions } from './tools.ts';

export interface CompleteLateOptions extends Pick<ToolsOptions, 'onCall' | 'onLateResult'> {
	log: CallLog;
	running: RunningCalls;
}

/** Takes the result of a call that was answered with PENDING, or that came after its deadline, exactly once. */
export function createCompleteLate(options: CompleteLateOptions): Tools['completeLate'] {
	const { log, running, onCall, onLateResult } = options;
	return async (callId, token, given) => {
		const asked = await authorisedCall(log, callId, token);
		// A quick workflow delivers before its PENDING has arrived here.
		const call = await running.settled(asked);
		const open =
			call.outcome === null || ['pending', 'timed_out', 'interrupted'].includes(call.outcome);
		if (!open) throw alreadyHasResult();

		const end = endOf(readLateResult(given));
		const record = await log.endLate(call, end);
		if (!record) throw alreadyHasResult();
		await onCall(call.session_id, record);
		await onLateResult?.({
			sessionId: call.session_id,
			callId,
			tool: call.tool,
			result: end.result,
			speak: call.outcome === 'pending',
		});
	};
}

const alreadyHasResult = (): VoiceAgentError =>
	new VoiceAgentError('conflict', 'This tool call already has its result.');
