import { z } from 'zod';

/** The parts of the framework's pool of call processes that this file relies on. */
interface ProcessPool {
	warmedProcQueue: {
		items: { proc: { isAlive: boolean }; unlock: () => void }[];
		get(): Promise<{ unlock: () => void }>;
	};
	launchJob(job: unknown): Promise<void>;
}

const poolModule = z.object({
	ProcPool: z.custom<{ prototype: ProcessPool }>(
		(value) => typeof value === 'function' && 'launchJob' in (value.prototype as object),
	),
});

/**
 * Makes the pool throw away idle call processes that died, which otherwise swallow the next call
 * (https://github.com/livekit/agents-js/issues/2321).
 *
 * @throws ZodError when the framework's pool has changed.
 */
export async function skipDeadProcesses(): Promise<void> {
	// The file is not exported, but it is the one the AgentServer of the same package uses.
	const url = new URL('./ipc/proc_pool.js', import.meta.resolve('@livekit/agents'));
	const { prototype } = poolModule.parse(await import(url.href)).ProcPool;
	const launchJob = prototype.launchJob;
	prototype.launchJob = async function (this: ProcessPool, job: unknown) {
		while (this.warmedProcQueue.items[0]?.proc.isAlive === false) {
			const dead = await this.warmedProcQueue.get();
			// Frees the place, so that the pool forks another process.
			dead.unlock();
		}
		await launchJob.call(this, job);
	};
}
