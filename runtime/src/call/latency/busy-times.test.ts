import { createBusyTimes } from './busy-times.ts';

describe('the time in tools', () => {
	it('counts what runs at once only once, and only within the two instants', async () => {
		let now = 0;
		const times = createBusyTimes(() => now);
		const first = Promise.withResolvers<string>();
		const second = Promise.withResolvers<string>();
		now = 100;
		const one = times.during(() => first.promise);
		now = 150;
		const other = times.during(() => second.promise);
		now = 200;
		first.resolve('done');
		await one;
		now = 300;
		second.reject(new Error('failed'));
		await expect(other).rejects.toThrow('failed');

		expect(times.msBetween(0, 1000)).toBe(200);
		expect(times.msBetween(120, 250)).toBe(130);
		expect(times.msBetween(400, 500)).toBe(0);
	});

	it('counts what still runs up to the end', () => {
		let now = 10;
		const times = createBusyTimes(() => now);
		void times.during(() => new Promise(() => undefined));
		now = 99;
		expect(times.msBetween(0, 50)).toBe(40);
	});
});
