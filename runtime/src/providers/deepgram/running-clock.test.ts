import { createRunningClock } from './running-clock.ts';

describe('a clock that stands still while the process does', () => {
	let time = 0;
	const pass = (clock: { now(): number }, ms: number, everyMs: number): void => {
		for (let passed = 0; passed < ms; passed += everyMs) {
			time += everyMs;
			clock.now();
		}
	};

	it('keeps the time of a process that runs, also when it looks late', () => {
		const clock = createRunningClock(250, () => time);
		pass(clock, 1000, 250);
		pass(clock, 2000, 500);
		expect(clock.now()).toBe(3000);
	});

	it('does not count how long the process stood still', () => {
		const clock = createRunningClock(250, () => time);
		pass(clock, 1000, 250);
		time += 60_000;
		expect(clock.now()).toBe(1500);
	});
});
