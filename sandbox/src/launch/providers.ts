import { join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import type { LatencyMode } from '../providers/latency.ts';
import type { Supervisor } from './supervise.ts';

/** Where the three providers are, as variables of the runtime. */
export interface Providers {
	simulated: boolean;
	variables: Record<string, string>;
	/** Which of the keys are missing; empty for real providers. */
	missing: string[];
	/** Where to begin another sequence of simulated latencies. */
	latencyUrl?: string;
}

/** Arguments of the simulated providers' process. */
export interface Simulation {
	scenario: 'office-assistant' | 'benchmark' | 'pauses' | 'recorded-pauses' | 'sales-line';
	latency: LatencyMode;
	seed: number;
	/** Folder of the WAV files of `recorded-pauses`. */
	recordings?: string;
}

interface SimulatedUrls {
	deepgramUrl: string;
	groqUrl: string;
	cartesiaUrl: string;
	phrasesUrl: string;
	latencyUrl: string;
}

const KEYS = ['DEEPGRAM_API_KEY', 'GROQ_API_KEY', 'CARTESIA_API_KEY'];
const SETTINGS = /^(DEEPGRAM|GROQ|CARTESIA)_[A-Z_]+$/;

/** The environment without the providers' keys and settings, so that nothing calls one that costs money. */
export const withoutProviders = (env: Record<string, string | undefined>) =>
	Object.fromEntries(
		Object.entries(env).filter(([name]) => !/^(DEEPGRAM|GROQ|CARTESIA)_/.test(name)),
	);

/**
 * The real providers when all three keys are there, otherwise simulated ones in a process of their own.
 *
 * @param env - Variables of .env and the shell.
 * @param options - `simulation`: What the simulated providers play; default the office assistant with drawn latencies.
 */
export async function findProviders(
	env: Record<string, string | undefined>,
	options: { repository: string; supervisor: Supervisor; simulation?: Simulation },
): Promise<Providers> {
	const missing = KEYS.filter((name) => !env[name]);
	if (missing.length === 0) {
		const own = Object.entries(env).filter(
			(entry): entry is [string, string] => SETTINGS.test(entry[0]) && Boolean(entry[1]),
		);
		return { simulated: false, missing, variables: Object.fromEntries(own) };
	}
	const urls = await startSimulated({ ...options, env });
	return {
		...{ simulated: true, missing, latencyUrl: urls.latencyUrl },
		variables: {
			DEEPGRAM_API_KEY: 'simulated',
			DEEPGRAM_BASE_URL: urls.deepgramUrl,
			GROQ_API_KEY: 'simulated',
			GROQ_BASE_URL: urls.groqUrl,
			CARTESIA_API_KEY: 'simulated',
			CARTESIA_BASE_URL: urls.cartesiaUrl,
			SIMULATED_PHRASES_URL: urls.phrasesUrl,
		},
	};
}

function startSimulated(options: {
	repository: string;
	supervisor: Supervisor;
	simulation?: Simulation;
	env: Record<string, string | undefined>;
}): Promise<SimulatedUrls> {
	return new Promise((resolve, reject) => {
		const fail = (reason: string) =>
			reject(
				new VoiceAgentError(
					'internal',
					`The simulated providers ${reason}.\n${child.output().slice(-2_000)}`,
				),
			);
		const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
		const child = options.supervisor.start({
			name: 'simulated-providers',
			command: process.execPath,
			args: [
				'--disable-warning=ExperimentalWarning',
				join(options.repository, 'sandbox', 'src', 'providers', 'main.ts'),
				...Object.entries(options.simulation ?? {}).flatMap(([name, value]) => [
					`--${name}`,
					String(value),
				]),
			],
			env: { PATH: options.env.PATH, TMPDIR: options.env.TMPDIR },
			onLine(line) {
				if (!line.startsWith('{')) return;
				const urls = JSON.parse(line) as Partial<SimulatedUrls>;
				if (urls.deepgramUrl === undefined) return;
				clearTimeout(timer);
				resolve(urls as SimulatedUrls);
			},
		});
		void child.exited.then((how) => {
			clearTimeout(timer);
			fail(how);
		});
	});
}
