import { setTimeout as sleep } from 'node:timers/promises';
import type { CallToolResult } from '../channel/messages.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import { MAX_TOOL_TIMEOUT_MS } from './check-registration.ts';

const LOOK_EVERY_MS = 200;
/** Later, a call without an outcome is one of a process that died. */
const LONGEST_CALL_MS = MAX_TOOL_TIMEOUT_MS + 10_000;

/** What is known of calls whose request may be under way, here or in another replica. */
export interface RunningCalls {
	/** Whether the request of the call is under way. */
	isRunning(call: LoggedCall): boolean;
	/** Waits for the end of the request, and reads the call again. */
	settled(call: LoggedCall): Promise<LoggedCall>;
}

/**
 * @param options - `here`: The calls of this process by their callId.
 * `shared`: Other replicas write into the same log.
 */
export function createRunningCalls(options: {
	log: Pick<CallLog, 'find'>;
	here: ReadonlyMap<string, Promise<CallToolResult>>;
	shared: boolean;
	now: () => number;
}): RunningCalls {
	const { log, here, shared, now } = options;

	const isRunning: RunningCalls['isRunning'] = ({ call_id, outcome, started_at }) =>
		outcome === null &&
		(here.has(call_id) || (shared && now() - Date.parse(started_at) < LONGEST_CALL_MS));

	return {
		isRunning,
		async settled(call) {
			await here.get(call.call_id);
			let latest = (await log.find(call.call_id)) ?? call;
			while (isRunning(latest)) {
				await sleep(LOOK_EVERY_MS);
				latest = (await log.find(call.call_id)) ?? latest;
			}
			return latest;
		},
	};
}
