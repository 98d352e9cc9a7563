import { createAskAgain } from './ask-again.ts';

const open = () => {
	const state = { asked: 0, canAsk: true };
	const askAgain = createAskAgain({
		ask: () => state.asked++,
		canAsk: () => state.canAsk,
	});
	return { state, askAgain };
};

describe('speech without words', () => {
	it('is asked for again twice until something was understood', () => {
		const { state, askAgain } = open();
		askAgain.unheard({ startedAt: 1, durationMs: 900 });
		askAgain.unheard({ startedAt: 1, durationMs: 1800 });
		askAgain.unheard({ startedAt: 2, durationMs: 900 });
		expect(state.asked).toBe(2);
		askAgain.understood();
		askAgain.unheard({ startedAt: 3, durationMs: 900 });
		expect(state.asked).toBe(3);
	});

	it('is left alone when it is short, however often it comes', () => {
		const { state, askAgain } = open();
		for (const durationMs of [200, 400, 600]) askAgain.unheard({ startedAt: 1, durationMs });
		expect(state.asked).toBe(0);
	});

	it('is left alone while the agent speaks or works', () => {
		const { state, askAgain } = open();
		state.canAsk = false;
		askAgain.unheard({ startedAt: 1, durationMs: 900 });
		state.canAsk = true;
		expect(state.asked).toBe(0);
		askAgain.unheard({ startedAt: 1, durationMs: 1800 });
		expect(state.asked).toBe(1);
	});
});
