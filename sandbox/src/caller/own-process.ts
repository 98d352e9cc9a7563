import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { DEFAULT_DEADLINE_MS } from './call.ts';
import type { CallEvent, CallRequest } from './call.ts';
import type { CallReport } from './call-report.ts';

/** A line that the caller's process prints. */
export type CallLine =
	| CallEvent
	| { kind: 'report'; report: CallReport }
	| { kind: 'failed'; code: ErrorCode; message: string };

/**
 * `placeCall` in a process of its own, in Flite's voice: a crash in native WebRTC ends that process and not this one.
 *
 * @throws VoiceAgentError as the process names it, or `internal` when it ended without a report
 */
export async function placeCallInOwnProcess(
	request: Pick<
		CallRequest,
		| 'url'
		| 'token'
		| 'turns'
		| 'repeats'
		| 'restMs'
		| 'recordingPath'
		| 'deadlineMs'
		| 'onEvent'
		| 'signal'
	> & {
		/** The environment of the process; the token is added to it. */
		env?: Record<string, string | undefined>;
	},
): Promise<CallReport> {
	const { url, token, turns, recordingPath, deadlineMs, onEvent, signal, env = {} } = request;
	const script = fileURLToPath(new URL('./main.ts', import.meta.url));
	const child = spawn(
		process.execPath,
		[
			...['--disable-warning=ExperimentalWarning', script, '--url', url, '--turns', '-'],
			...(recordingPath ? ['--recording', recordingPath] : []),
			...(request.repeats ? ['--repeats', `${request.repeats}`] : []),
			...(request.restMs ? ['--rest-ms', `${request.restMs}`] : []),
			...(deadlineMs ? ['--deadline-ms', `${deadlineMs}`] : []),
		],
		{
			stdio: ['pipe', 'pipe', 'pipe'],
			// rtc-node logs every step otherwise.
			env: { ...env, NODE_ENV: 'production', LIVEKIT_TOKEN: token },
			// The call ends by itself at its deadline, unless native code hangs.
			timeout: (deadlineMs ?? DEFAULT_DEADLINE_MS) + 30_000,
			signal,
		},
	);
	const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
	let complaint = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		complaint = (complaint + chunk).slice(-2_000);
	});
	// A process that has already fallen says so by its end.
	child.stdin.on('error', () => undefined);
	child.stdin.end(JSON.stringify(turns));

	let last: CallLine | undefined;
	const readLines = async (): Promise<void> => {
		for await (const line of createInterface({ input: child.stdout })) {
			// rtc-node logs to the same stream.
			if (!line.startsWith('{"kind":')) continue;
			last = JSON.parse(line) as CallLine;
			if (last.kind !== 'report' && last.kind !== 'failed') onEvent?.(last);
		}
	};
	const [, [code, killedBy]] = await Promise.all([readLines(), ended]);
	if (last?.kind === 'report') return last.report;
	if (last?.kind === 'failed') throw new VoiceAgentError(last.code, last.message);
	throw new VoiceAgentError(
		'internal',
		`The caller's process ended (${killedBy ?? code ?? 'unknown'}) without a report. ${complaint.trim()}`,
	);
}
