import { createSpeakingRhythm } from './speaking-rhythm.ts';

const open = () => createSpeakingRhythm({ shortestMs: 250, longestMs: 800 });

describe('the rhythm of a caller', () => {
	it('asks for no longer delay of a caller who does not pause', () => {
		const rhythm = open();
		rhythm.paused(200);
		rhythm.finished();
		expect(rhythm.delayMs()).toBe(250);
	});

	it('asks for more than the pauses of a caller who makes some, up to its limit', () => {
		const rhythm = open();
		rhythm.paused(500);
		expect(rhythm.delayMs()).toBe(680);
		rhythm.paused(2000);
		expect(rhythm.delayMs()).toBe(800);
	});

	it('forgets pauses that are not made again', () => {
		const rhythm = open();
		rhythm.paused(600);
		for (let turn = 0; turn < 4; turn++) rhythm.finished();
		expect(rhythm.delayMs()).toBe(250);
	});

	it('takes a long silence for no pause', () => {
		const rhythm = open();
		rhythm.paused(5000);
		expect(rhythm.delayMs()).toBe(250);
	});
});
