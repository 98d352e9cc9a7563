import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parsePss, parseStat, readProcessTree } from './process-tree.ts';

describe('a process tree', () => {
	it('takes the proportional set size and not its parts', () => {
		const rollup =
			'00400000-7ffd000 ---p 00000000 00:00 0 [rollup]\nRss:  106312 kB\nPss:   45321 kB\nPss_Dirty: 3000 kB\nPss_Anon: 30000 kB\n';
		expect(parsePss(rollup)).toBe(45_321 * 1024);
		expect(parsePss('Rss: 1 kB\n')).toBe(0);
	});

	it('reads parent and CPU time behind a name with spaces and parentheses', () => {
		const stat = '4242 (node (a) b) S 17 4242 4242 0 -1 4194304 900 0 0 0 250 50 7 8 20 0 11 0 1';
		expect(parseStat(stat)).toEqual({ parent: 17, cpuSeconds: 3 });
	});

	it('counts a process with its children, as long as they live', async () => {
		const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'ignore' }); console.log('forked'); setInterval(() => {}, 1e3)`;
		const parent = spawn(process.execPath, ['-e', script], { detached: true });
		try {
			await once(parent.stdout, 'data');
			const usage = await readProcessTree(parent.pid ?? 0);
			expect(usage.processes).toBe(2);
			expect(usage.pssBytes).toBeGreaterThan(10 * 2 ** 20);
			expect(usage.cpuSeconds).toBeGreaterThan(0);
		} finally {
			process.kill(-(parent.pid ?? 0), 'SIGKILL');
		}
		await once(parent, 'close');
		expect(await readProcessTree(parent.pid ?? 0)).toEqual({
			pssBytes: 0,
			cpuSeconds: 0,
			processes: 0,
		});
	});
});
