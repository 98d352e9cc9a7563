import { parseArgs } from 'node:util';
import { VoiceAgentError } from '../../../contract/error.ts';

export const HELP = `npm run bench                    this project beside LiveKit's own agents on this machine, in one run (about 12 min):
                                 latency with fixed and with drawn latencies of the providers, interruption, greeting,
                                 memory, CPU, and how many calls this machine carries
npm run bench -- latency         only the latencies (about 9 min)
npm run bench -- capacity        only the number of simultaneous calls (at most 6 min)
npm run bench -- pauses          callers who pause in mid-sentence: how many are cut off, and what waiting costs (about 9 min)
npm run bench -- tools           a signed tool call beside n8n's own Webhook node (about 3 min, starts n8n)

  --turns 20                     latency turns per agent and mode; 40 take twice as long
  --mode fixed|drawn|both        latencies of the simulated providers: always 150, 200 and 60 ms, or drawn from
                                 distributions with these medians. Default both
  --agents ours,starter,tuned,echo   which agents take part
  --profile balanced             turn profile of this project's agent: fast, balanced or patient
  --requests 1                   all but tools: how often this project's agent sends each request to the model at the
                                 same time (GROQ_REQUESTS_AT_ONCE)
  --seed 1                       the same seed gives the same questions and the same draws
  --budget 700                   capacity: the P90 in milliseconds that ends the run
  --calls 16                     capacity: the most calls at the same time
  --sentences 8                  pauses: sentences per agent and length of pause, at most 8
  --speech synthetic|recorded    pauses: Flite's voice, or recordings of a person (Debian's asterisk-core-sounds-en-wav,
                                 fetched with apt-get). Default synthetic
  --tuned-n8n                    tools: n8n with the settings that docs/operations.md recommends
  --out folder                   also writes result.json and latency.svg there
  --json                         prints the result as JSON in the last line
  --help                         this text

Everything runs on the loopback interface of this machine, and nothing else should run on it meanwhile: ratios survive a
noisy machine, milliseconds do not. With DEEPGRAM_API_KEY, GROQ_API_KEY and CARTESIA_API_KEY in .env the real providers
are used, which costs money: some US cents per agent for 20 turns.
`;

const AGENTS = ['ours', 'starter', 'tuned', 'echo'] as const;
export type AgentName = (typeof AGENTS)[number];

const PARTS = ['all', 'latency', 'capacity', 'pauses', 'tools'] as const;
export type Part = (typeof PARTS)[number];

const MODES = ['fixed', 'drawn', 'both'] as const;
const SPEECH = ['synthetic', 'recorded'] as const;
const PROFILES = ['fast', 'balanced', 'patient'] as const;

/** What a run of the benchmark is to do. */
export interface BenchArguments {
	part: Part;
	turns: number;
	modes: ('fixed' | 'drawn')[];
	agents: AgentName[];
	profile: (typeof PROFILES)[number];
	requests: number;
	seed: number;
	budgetMs: number;
	calls: number;
	sentences: number;
	speech: (typeof SPEECH)[number];
	tunedN8n: boolean;
	out: string | undefined;
	json: boolean;
	help: boolean;
}

/**
 * Reads the command line.
 *
 * @throws VoiceAgentError `invalid_request` that names what is wrong
 */
export function parseArguments(args: readonly string[]): BenchArguments {
	const { values, positionals } = read(args);
	const [part = 'all', ...more] = positionals;
	if (more.length > 0) throw invalid(`Unexpected: ${more.join(' ')}`);
	const mode = oneOf('--mode', values.mode, MODES);
	return {
		part: oneOf('The part', part, PARTS),
		turns: wholeNumber('--turns', values.turns, 1, 500),
		modes: mode === 'both' ? ['fixed', 'drawn'] : [mode],
		agents: values.agents.split(',').map((name) => oneOf('--agents', name.trim(), AGENTS)),
		profile: oneOf('--profile', values.profile, PROFILES),
		requests: wholeNumber('--requests', values.requests, 1, 3),
		seed: wholeNumber('--seed', values.seed, 0, 1_000_000),
		budgetMs: wholeNumber('--budget', values.budget, 100, 10_000),
		calls: wholeNumber('--calls', values.calls, 1, 200),
		sentences: wholeNumber('--sentences', values.sentences, 1, 8),
		speech: oneOf('--speech', values.speech, SPEECH),
		tunedN8n: values['tuned-n8n'],
		out: values.out,
		json: values.json,
		help: values.help,
	};
}

function read(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: true,
			options: {
				turns: { type: 'string', default: '20' },
				mode: { type: 'string', default: 'both' },
				agents: { type: 'string', default: 'ours,starter,tuned,echo' },
				profile: { type: 'string', default: 'balanced' },
				requests: { type: 'string', default: '1' },
				seed: { type: 'string', default: '1' },
				budget: { type: 'string', default: '700' },
				calls: { type: 'string', default: '16' },
				sentences: { type: 'string', default: '8' },
				speech: { type: 'string', default: 'synthetic' },
				'tuned-n8n': { type: 'boolean', default: false },
				out: { type: 'string' },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false },
			},
		});
	} catch (error) {
		throw invalid(error instanceof Error ? error.message : String(error));
	}
}

function oneOf<Value extends string>(
	name: string,
	value: string,
	allowed: readonly Value[],
): Value {
	const found = allowed.find((candidate) => candidate === value);
	if (found === undefined) throw invalid(`${name} must be one of ${allowed.join(', ')}.`);
	return found;
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	throw invalid(`${name} must be a whole number from ${least} to ${most}.`);
}

const invalid = (sentence: string) => new VoiceAgentError('invalid_request', sentence);
