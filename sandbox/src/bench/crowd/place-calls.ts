import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { VoiceAgentError } from '../../../../contract/error.ts';
import type { CallReport } from '../../caller/call-report.ts';
import type { CallerTurn } from '../../scenario/scenario.ts';

/** Calls that run at the same time, all with the same turns. */
export interface CrowdRequest {
	calls: { url: string; token: string }[];
	turns: CallerTurn[];
	restMs: number;
	/** Of each call. */
	deadlineMs: number;
}

/**
 * Places many calls at once from one process of their own.
 *
 * @returns a report for each call that could join
 * @throws VoiceAgentError when the process ends without reports
 */
export async function placeCalls(
	request: CrowdRequest,
	{ env, signal }: { env: Record<string, string | undefined>; signal: AbortSignal },
): Promise<CallReport[]> {
	const script = fileURLToPath(new URL('./main.ts', import.meta.url));
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
		stdio: ['pipe', 'pipe', 'ignore'],
		env: { PATH: env.PATH, TMPDIR: env.TMPDIR, NODE_ENV: 'production' },
		timeout: request.deadlineMs * 2 + 60_000,
		signal,
	});
	const ended = once(child, 'close');
	child.stdin.on('error', () => undefined);
	child.stdin.end(JSON.stringify(request));
	const output = await text(child.stdout);
	await ended;
	// rtc-node logs to the same stream.
	const line = output.split('\n').findLast((candidate) => candidate.startsWith('{"reports":'));
	if (line === undefined) {
		throw new VoiceAgentError('internal', 'The callers’ process ended without a report.');
	}
	const { reports } = JSON.parse(line) as { reports: (CallReport | { failed: string })[] };
	return reports.filter((report) => 'turns' in report);
}
