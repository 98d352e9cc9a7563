import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One per process, because it lives exactly as long; started with the first process that needs it. */
let reaper: ChildProcess | undefined;

/**
 * Makes sure that a process group does not outlive this process, however this process ends: a small process of its own
 * reads the groups from a pipe and kills them when the pipe breaks. (Exit hooks do not run after SIGKILL or in Jest.)
 *
 * @param pid - The leader of the group.
 * @returns Takes the group off the list; to be called when it is gone, before the system gives its number away again.
 */
export function adoptGroup(pid: number): () => void {
	reaper ??= startReaper();
	reaper.stdin?.write(`+${pid}\n`);
	return () => reaper?.stdin?.write(`-${pid}\n`);
}

function startReaper(): ChildProcess {
	const script = fileURLToPath(new URL('./reaper-process.ts', import.meta.url));
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
		env: {},
	});
	// It must not keep this process alive, and its end is no fault of anybody else.
	child.unref();
	child.on('error', () => undefined);
	const pipe = child.stdin as typeof child.stdin & { unref?(): void };
	pipe.on('error', () => undefined);
	pipe.unref?.();
	return child;
}
