import { readdir, readFile } from 'node:fs/promises';

/** What a process and all its descendants use at one moment. */
export interface TreeUsage {
	/** Proportional set size in bytes: memory shared with others is counted in part. */
	pssBytes: number;
	/** Seconds of CPU that its living processes have used so far. */
	cpuSeconds: number;
	processes: number;
}

/** Ticks per second of /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Reads a process tree from /proc. Processes that end meanwhile are left out. */
export async function readProcessTree(pid: number): Promise<TreeUsage> {
	const total = { pssBytes: 0, cpuSeconds: 0, processes: 0 };
	for (const id of await descendants(pid)) {
		try {
			const [rollup, stat] = await Promise.all([
				readFile(`/proc/${id}/smaps_rollup`, 'utf8'),
				readFile(`/proc/${id}/stat`, 'utf8'),
			]);
			total.pssBytes += parsePss(rollup);
			total.cpuSeconds += parseStat(stat).cpuSeconds;
			total.processes += 1;
		} catch {
			// It has ended.
		}
	}
	return total;
}

async function descendants(root: number): Promise<number[]> {
	const ids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
	const children = new Map<number, number[]>();
	for (const id of ids) {
		const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined);
		if (stat === undefined) continue;
		const { parent } = parseStat(stat);
		children.set(parent, [...(children.get(parent) ?? []), id]);
	}
	const found = [root];
	for (const id of found) found.push(...(children.get(id) ?? []));
	return found;
}

/** The `Pss:` line of /proc/<pid>/smaps_rollup, in bytes. */
export function parsePss(rollup: string): number {
	const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
	return kilobytes === undefined ? 0 : Number(kilobytes) * 1024;
}

/** Parent and CPU time of /proc/<pid>/stat, whose second field may hold spaces and parentheses. */
export function parseStat(stat: string): { parent: number; cpuSeconds: number } {
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	// Fields 4, 14 and 15 of proc(5); the first here is field 3.
	const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
	return { parent: parent ?? 0, cpuSeconds: ((user ?? 0) + (system ?? 0)) / TICKS };
}
