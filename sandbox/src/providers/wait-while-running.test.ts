import { setTimeout as sleep } from 'node:timers/promises';
import { waitWhileRunning } from './wait-while-running.ts';

/** Keeps this thread from doing anything else. */
const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('a wait of a process that may stand still', () => {
	it('calls back when the time is over, not before', async () => {
		const startedAt = performance.now();
		await new Promise<void>((resolve) => void waitWhileRunning(120, resolve));
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(118);
	});

	it('does not count how long the process stood still', async () => {
		let isOver = false;
		const wait = waitWhileRunning(1000, () => (isOver = true));
		standStill(1200);
		await sleep(20);
		expect(isOver).toBe(false);
		wait.stop();
	});

	it('calls nobody when it is stopped', async () => {
		let isOver = false;
		const wait = waitWhileRunning(60, () => (isOver = true));
		await sleep(20);
		wait.stop();
		await sleep(100);
		expect(isOver).toBe(false);
	});
});
