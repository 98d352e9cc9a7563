import type { Fault } from '../../../../sandbox/src/providers/faults.ts';
import type { Provider } from '../../../../sandbox/src/providers/latency.ts';
import type { SimulatedProviders } from '../../../../sandbox/src/providers/start-simulated-providers.ts';

/** Declares the tests of a suite that several implementations run. */
export interface Conformance {
	/** Declares a test; one of the known failures must fail, so that the list cannot rot. */
	must(title: string, test: () => Promise<void>): void;
	/** Declares the test that every known failure names a test of the suite. */
	checkKnownFailures(): void;
}

/** Of each test and of starting the simulated providers. */
export const TIMEOUT_MS = 30_000;

export function createConformance(knownFailures: readonly string[]): Conformance {
	const titles: string[] = [];
	return {
		must(title, test) {
			titles.push(title);
			if (knownFailures.includes(title)) it.failing(title, test, TIMEOUT_MS);
			else it(title, test, TIMEOUT_MS);
		},
		checkKnownFailures() {
			it('names only its own tests as known failures', () => {
				expect(titles).toEqual(expect.arrayContaining([...knownFailures]));
			});
		},
	};
}

/** Makes the next requests to a simulated provider fail. */
export async function inject(
	providers: SimulatedProviders,
	provider: Provider,
	fault: Fault,
	times = 1,
): Promise<void> {
	const response = await fetch(providers.controlUrl, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ provider, fault, times }),
	});
	expect(response.status).toBe(204);
}
