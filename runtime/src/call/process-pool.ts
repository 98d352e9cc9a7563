// The package does not export these files, but they are the ones its AgentServer uses.
import { ProcPool } from '../../../node_modules/@livekit/agents/dist/ipc/proc_pool.js';
import { SupervisedProc } from '../../../node_modules/@livekit/agents/dist/ipc/supervised_proc.js';

/**
 * Makes the pool throw away idle call processes that died, which otherwise swallow the next call
 * (https://github.com/livekit/agents-js/issues/2321).
 */
export function skipDeadProcesses(): void {
	const launchJob = ProcPool.prototype.launchJob;
	ProcPool.prototype.launchJob = async function (job) {
		while (isDead(this.warmedProcQueue.items[0]?.proc)) {
			const dead = await this.warmedProcQueue.get();
			// Frees the place, so that the pool forks another process.
			dead.unlock();
		}
		await launchJob.call(this, job);
	};
}

const isDead = (process: unknown): boolean => process instanceof SupervisedProc && !process.isAlive;
