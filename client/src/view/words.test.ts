import { initialState } from '../state.ts';
import { durationWords, startWords } from './words.ts';

describe('durationWords', () => {
	it.each([
		[0, '0:00'],
		[65_900, '1:05'],
		[3_600_000, '1:00:00'],
		[4_205_000, '1:10:05'],
	])('writes %i ms as %s', (durationMs, words) => {
		expect(durationWords(durationMs)).toBe(words);
	});
});

describe('startWords', () => {
	it('offers nothing after a call that cannot be placed again', () => {
		expect(
			startWords({ ...initialState, phase: 'ended', ending: 'finished', canCallAgain: false }),
		).toBeNull();
	});

	it('offers to reconnect after a lost connection', () => {
		expect(startWords({ ...initialState, phase: 'ended', ending: 'connection-lost' })).toBe(
			'Reconnect',
		);
	});
});
