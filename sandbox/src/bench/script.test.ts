import { INTERRUPTION, LONG_QUESTION } from '../scenario/benchmark.ts';
import { createScripts } from './script.ts';

describe('the calls of a run', () => {
	it('hold as many latency turns as are wanted, and one interruption each', () => {
		const scripts = createScripts(20, 1);
		const turns = scripts.flat();
		expect(turns.filter(({ interruptAfterMs }) => interruptAfterMs === undefined)).toHaveLength(20);
		for (const script of scripts) {
			expect(script.at(-2)?.say).toBe(LONG_QUESTION);
			expect(script.at(-1)).toMatchObject({ say: INTERRUPTION, interruptAfterMs: 2000 });
		}
	});

	it('are the same for the same seed and others for another', () => {
		expect(createScripts(20, 1)).toEqual(createScripts(20, 1));
		expect(createScripts(20, 1)).not.toEqual(createScripts(20, 2));
	});
});
