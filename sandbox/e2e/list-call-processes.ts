import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ids of the call processes that a runtime has forked: those in a call and the idle one that waits for the next. */
export async function listCallProcesses(runtimePid: number | undefined): Promise<number[]> {
	const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
	return stdout
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number))
		.filter(([, parent]) => parent === runtimePid)
		.map(([pid = 0]) => pid);
}
