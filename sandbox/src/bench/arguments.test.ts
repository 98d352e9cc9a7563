import { HELP, parseArguments } from './arguments.ts';

describe('the command line of the benchmark', () => {
	it('runs everything by default', () => {
		expect(parseArguments([])).toMatchObject({
			part: 'all',
			turns: 20,
			modes: ['fixed', 'drawn'],
			agents: ['ours', 'starter', 'tuned', 'echo'],
			profile: 'balanced',
			requests: 1,
			speech: 'synthetic',
			json: false,
		});
	});

	it('takes a part and its options', () => {
		const args = [
			'latency',
			'--turns',
			'40',
			'--mode',
			'drawn',
			'--agents',
			'ours,starter',
			'--json',
		];
		expect(parseArguments(args)).toMatchObject({
			part: 'latency',
			turns: 40,
			modes: ['drawn'],
			agents: ['ours', 'starter'],
			json: true,
		});
	});

	it.each([
		[['speed'], 'The part must be one of all, latency, capacity, pauses, tools.'],
		[['latency', 'tools'], 'Unexpected: tools'],
		[['--speech', 'sung'], '--speech must be one of synthetic, recorded.'],
		[['--turns', '0'], '--turns must be a whole number from 1 to 500.'],
		[['--turns', '2.5'], '--turns must be a whole number from 1 to 500.'],
		[['--agents', 'ours,theirs'], '--agents must be one of ours, starter, tuned, echo.'],
		[['--mode', 'slow'], '--mode must be one of fixed, drawn, both.'],
	])('refuses %j', (args, sentence) => {
		expect(() => parseArguments(args)).toThrow(sentence);
	});

	it('refuses an option that it does not know', () => {
		expect(() => parseArguments(['--fast'])).toThrow(/--fast/);
	});

	it('explains every option', () => {
		for (const name of Object.keys(parseArguments([]))) {
			const option =
				{ part: 'latency', modes: 'mode', budgetMs: 'budget', tunedN8n: 'tuned-n8n' }[name] ?? name;
			expect(HELP).toContain(option);
		}
	});
});
