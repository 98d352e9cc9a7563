import { readFile } from 'node:fs/promises';

/** How many tests passed and failed. */
export interface Totals {
	passed: number;
	failed: number;
}

interface JestResults {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
}

/** Reads what `jest --json --outputFile` wrote; a file that could not run at all counts as one failed test. */
export async function readJestTotals(path: string): Promise<Totals | undefined> {
	const text = await readFile(path, 'utf8').catch(() => undefined);
	if (text === undefined) return undefined;
	const results = JSON.parse(text) as JestResults;
	return {
		passed: results.numPassedTests,
		failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
	};
}
