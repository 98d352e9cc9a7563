import { setTimeout as sleep } from 'node:timers/promises';
import { createIdleTimer, type IdleTimer } from './idle-timer.ts';

const start = (timeoutMs: number): { timer: IdleTimer; fired: () => number } => {
	let count = 0;
	return { timer: createIdleTimer({ timeoutMs, onIdle: () => count++ }), fired: () => count };
};

describe('the timer for silence', () => {
	it('fires once when nothing happens', async () => {
		const { fired } = start(30);
		await sleep(150);
		expect(fired()).toBe(1);
	});

	it('rests while somebody speaks or a tool runs, and starts anew after the last of them', async () => {
		const { timer, fired } = start(80);
		timer.set('user', true);
		timer.set('tool', true);
		await sleep(120);
		timer.set('user', false);
		await sleep(120);
		expect(fired()).toBe(0);
		timer.set('tool', false);
		await sleep(40);
		expect(fired()).toBe(0);
		await sleep(100);
		expect(fired()).toBe(1);
	});

	it('never fires when it is off or stopped', async () => {
		const off = start(0);
		const stopped = start(30);
		stopped.timer.stop();
		stopped.timer.set('user', true);
		stopped.timer.set('user', false);
		await sleep(100);
		expect([off.fired(), stopped.fired()]).toEqual([0, 0]);
	});
});
