const { jest } = import.meta;
import { createWaitingLine } from './waiting-line.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function line(isGood = true) {
	const moment = { isGood };
	const begun: string[] = [];
	const ends = new Map<string, () => void>();
	const waiting = createWaitingLine(() => moment.isGood);
	return {
		begun,
		look: waiting.look,
		stop: waiting.stop,
		join: (name: string, settleMs?: number) =>
			waiting.join(() => {
				begun.push(name);
				return new Promise<void>((resolve) => ends.set(name, resolve));
			}, settleMs),
		async end(name: string) {
			ends.get(name)?.();
			await jest.advanceTimersByTimeAsync(0);
		},
		set(isGoodNow: boolean) {
			moment.isGood = isGoodNow;
			waiting.look();
		},
	};
}

describe('a waiting line', () => {
	it('lets the first begin at once when the moment is good, and the next when the first is done', async () => {
		const { join, begun, end } = line();
		join('first');
		join('second');
		expect(begun).toEqual(['first']);
		await end('first');
		expect(begun).toEqual(['first', 'second']);
	});

	it('lets nobody begin while the moment is bad', () => {
		const { join, begun, set } = line(false);
		join('first');
		expect(begun).toEqual([]);
		set(true);
		expect(begun).toEqual(['first']);
	});

	it('begins only when the moment has been good for long enough without a break', () => {
		const { join, begun, set } = line();
		join('first', 500);
		jest.advanceTimersByTime(400);
		set(false);
		set(true);
		jest.advanceTimersByTime(400);
		expect(begun).toEqual([]);
		jest.advanceTimersByTime(100);
		expect(begun).toEqual(['first']);
	});

	it('goes on without one who has left', async () => {
		const { join, begun, end } = line();
		join('first');
		const leave = join('second');
		join('third');
		leave();
		await end('first');
		expect(begun).toEqual(['first', 'third']);
	});

	it('gives the next one its own time to settle when the first leaves', () => {
		const { join, begun } = line();
		const leave = join('first', 500);
		join('second', 100);
		jest.advanceTimersByTime(50);
		leave();
		jest.advanceTimersByTime(100);
		expect(begun).toEqual(['second']);
	});

	it('goes on after a task that failed', async () => {
		const begun: string[] = [];
		const { join } = createWaitingLine(() => true);
		join(() => Promise.reject(new Error('the session is closed')));
		join(() => Promise.resolve(begun.push('second')));
		await jest.advanceTimersByTimeAsync(0);
		expect(begun).toEqual(['second']);
	});

	it('lets nobody begin after it was stopped', () => {
		const { join, begun, stop } = line();
		join('first', 100);
		stop();
		jest.advanceTimersByTime(1000);
		expect(begun).toEqual([]);
	});
});
