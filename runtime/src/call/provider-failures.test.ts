import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failureCases, type FailureCase } from './test/failure-cases.ts';
import type { Observation } from './test/observe-failures.ts';

const APOLOGY = 'Sorry, that did not work just now. Could you say it again?';
const ANSWER = 'I can search our knowledge base, and I can send an email for you.';

describe('a caller whose question meets a fault', () => {
	let observations: Observation[];
	beforeAll(async () => {
		const program = join(import.meta.dirname, 'test/observe-failures.ts');
		const { stdout } = await promisify(execFile)(process.execPath, [program]);
		observations = JSON.parse(stdout) as Observation[];
	}, 240_000);

	const observed = (wanted: FailureCase) => observations[failureCases.indexOf(wanted)];
	const casesThat = (outcome: FailureCase['outcome']) =>
		failureCases.filter((candidate) => candidate.outcome === outcome);

	it.each(casesThat('answers'))(
		'is answered when $provider $what, and so is the next one',
		(wanted) => {
			expect(observed(wanted)).toEqual({
				first: 'speech',
				next: 'speech',
				spoken: [ANSWER, ANSWER],
			});
		},
	);

	it.each(casesThat('apologises'))(
		'hears something when $provider $what, and the next question is answered',
		(wanted) => {
			expect(observed(wanted)).toMatchObject({ first: 'speech', next: 'speech' });
			const { spoken = [] } = observed(wanted) ?? {};
			expect(spoken).toContain(APOLOGY);
			expect(spoken.at(-1)).toBe(ANSWER);
		},
	);

	it.each(casesThat('ends'))('is hung up on when $provider $what', (wanted) => {
		expect(observed(wanted)).toMatchObject({ first: 'the end' });
	});
});
