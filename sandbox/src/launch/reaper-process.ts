// Reads `+<pid>` and `-<pid>` lines from stdin; when stdin ends, kills the process groups that are left.
import { createInterface } from 'node:readline';

const groups = new Set<number>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
for await (const line of createInterface({ input: process.stdin })) {
	const pid = Number(line.slice(1));
	if (!Number.isInteger(pid) || pid <= 1) continue;
	if (line.startsWith('+')) groups.add(pid);
	else groups.delete(pid);
}
for (const pid of groups) {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// The group is already gone.
	}
}
