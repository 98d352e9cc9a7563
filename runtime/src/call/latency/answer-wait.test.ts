import { withWait } from './answer-wait.ts';

const asked = { stoppedSpeakingAt: 10 };

describe('the wait for an answer', () => {
	it('is known of a sentence that is spoken word for word', () => {
		expect(withWait({ startedSpeakingAt: 10.5 }, asked)).toEqual({
			startedSpeakingAt: 10.5,
			e2eLatency: 0.5,
		});
	});

	it('stays what the framework measured', () => {
		const agent = { startedSpeakingAt: 12, e2eLatency: 0.4 };
		expect(withWait(agent, asked)).toBe(agent);
	});

	it.each([
		['answers nobody, as a greeting', { startedSpeakingAt: 12 }, undefined],
		['began before the turn, which interrupted it', { startedSpeakingAt: 9 }, asked],
		['was never heard', {}, asked],
	])('does not exist for speech that %s', (_what, agent, turn) => {
		expect(withWait(agent, turn)).not.toHaveProperty('e2eLatency');
	});
});
