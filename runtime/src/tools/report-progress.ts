import { VoiceAgentError } from '../../../contract/error.ts';
import { MAX_PROGRESS_PER_CALL } from '../../../contract/tool-call.ts';
import { authorisedCall } from './authorised-call.ts';
import { progressOf, type CallLog, type LoggedCall } from './call-log.ts';
import type { RunningCalls } from './running-calls.ts';
import { cut } from './speakable.ts';
import type { Tools, ToolsOptions } from './tools.ts';

export interface ReportProgressOptions extends Pick<ToolsOptions, 'onProgress'> {
	log: CallLog;
	running: RunningCalls;
}

/** Has a sentence spoken while a workflow goes on. The call stays as open as it was. */
export function createReportProgress(options: ReportProgressOptions): Tools['reportProgress'] {
	const { log, running, onProgress } = options;

	const goesOn = (call: LoggedCall): boolean =>
		running.isRunning(call) || (call.outcome === 'pending' && call.late_at === null);

	return async (callId, token, say) => {
		const call = await authorisedCall(log, callId, token);
		if (!goesOn(call)) {
			throw new VoiceAgentError('conflict', 'Nobody waits for this tool call any more.');
		}
		if (progressOf(call).length >= MAX_PROGRESS_PER_CALL) {
			throw new VoiceAgentError(
				'conflict',
				`This tool call has had its ${MAX_PROGRESS_PER_CALL} sentences.`,
			);
		}
		await onProgress?.({ sessionId: call.session_id, callId, text: cut(say) });
		await log.addProgress(callId, say);
	};
}
