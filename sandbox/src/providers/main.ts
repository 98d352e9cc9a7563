import { parseArgs } from 'node:util';
import { withBadHabits } from '../scenario/bad-habits.ts';
import { benchmark } from '../scenario/benchmark.ts';
import { officeAssistant } from '../scenario/office-assistant.ts';
import { pauses } from '../scenario/pauses.ts';
import { recordedPauses } from '../scenario/recorded-pauses.ts';
import { salesLine } from '../scenario/sales-line.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { startSimulatedProviders } from './start-simulated-providers.ts';

// Runs the simulated providers as a process of their own, until it is asked to stop. Prints one JSON line with the URLs.

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		seed: { type: 'string', default: '1' },
		scenario: { type: 'string', default: 'office-assistant' },
		latency: { type: 'string', default: 'drawn' },
		recordings: { type: 'string', default: '' },
	},
});

const scenarios: Record<string, Scenario> = {
	'office-assistant': officeAssistant,
	benchmark,
	pauses,
	'recorded-pauses': recordedPauses(values.recordings),
	'sales-line': salesLine,
};

const providers = await startSimulatedProviders({
	scenario: withBadHabits(scenarios[values.scenario] ?? officeAssistant),
	port: Number(values.port),
	seed: Number(values.seed),
	latency: values.latency === 'fixed' ? 'fixed' : 'drawn',
});
// Functions do not survive JSON, so what is printed are the URLs.
console.log(JSON.stringify(providers));

const stop = (): void => void providers.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
