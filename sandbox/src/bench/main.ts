// `npm run bench`: this project beside LiveKit's own agents, on this machine, in one run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../launch/cache-folder.ts';
import { createProgress } from '../launch/progress.ts';
import { stopOnSignals } from '../launch/stop-on-signals.ts';
import { createSupervisor } from '../launch/supervise.ts';
import { startVoiceStack } from '../launch/voice-stack.ts';
import { createOurs } from './contenders/ours.ts';
import { startStock } from './contenders/stock.ts';
import type { MeasuredCall } from './measure-call.ts';
import { summarise } from './percentile.ts';
import { runLatency } from './run-latency.ts';

const { values: options } = parseArgs({
	options: {
		turns: { type: 'string', default: '20' },
		seed: { type: 'string', default: '1' },
		mode: { type: 'string', default: 'fixed' },
		only: { type: 'string', default: 'ours,starter,tuned' },
		json: { type: 'boolean', default: false },
	},
	allowPositionals: true,
});

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const env = process.env;
const folder = await mkdtemp(join(tmpdir(), 'voice-agent-bench-'));
const supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
const progress = createProgress({ write: (text) => process.stderr.write(text) });
const stopping = new AbortController();
stopOnSignals(
	(exitCode) => {
		stopping.abort();
		void supervisor.stopAll().then(() => process.exit(exitCode));
	},
	() => process.exit(1),
);

const mode = options.mode === 'drawn' ? 'drawn' : 'fixed';
const seed = Number(options.seed);
const wanted = options.only.split(',');
try {
	const stack = await startVoiceStack({
		...{ repository, folder, supervisor, progress, env, cache: cacheFolder(env) },
		n8nWebhookUrl: 'http://127.0.0.1:9/webhook',
		runtimeFrom: 'build',
		simulation: { scenario: 'benchmark', latency: mode, seed },
	});
	const contenders = wanted.includes('ours') ? [createOurs(stack.runtime)] : [];
	for (const variant of ['starter', 'tuned'] as const) {
		if (!wanted.includes(variant)) continue;
		const start = { repository, supervisor, env, liveKit: stack.liveKit };
		contenders.push(
			await progress.step(variant, () =>
				startStock(variant, { ...start, providers: stack.providers.variables }),
			),
		);
	}
	const calls = new Map<string, MeasuredCall[]>(contenders.map(({ name }) => [name, []]));
	await runLatency({
		...{ contenders, mode, seed, env, turns: Number(options.turns) },
		latencyUrl: stack.providers.latencyUrl,
		signal: stopping.signal,
		onCall(contender, call, index) {
			calls.get(contender.name)?.push(call);
			const latencies = call.report.turns.map(({ latencyMs }) => Math.round(latencyMs ?? NaN));
			progress.say(
				`call ${index + 1}  ${contender.name.padEnd(8)} ${latencies.join(' ')}  agent says ${call.agentLatenciesMs.join(' ')}  ${call.report.problems.join(' ')}`,
			);
		},
	});
	for (const [name, measured] of calls) {
		const turns = measured.flatMap(({ report }) => report.turns);
		const heard = turns.filter(
			({ said, recognised, agentSilentAfterMs }) =>
				said === recognised && agentSilentAfterMs === null,
		);
		const all = {
			turns: turns.length,
			misheard: turns.filter(({ said, recognised }) => said !== recognised).map((turn) => turn.recognised),
			latency: summarise(heard.flatMap(({ latencyMs }) => latencyMs ?? [])),
			bargeIn: summarise(turns.flatMap(({ agentSilentAfterMs }) => agentSilentAfterMs ?? [])),
			greeting: summarise(measured.flatMap(({ report }) => report.greetingHeardMs ?? [])),
			idleMb: summarise(measured.map(({ usage }) => usage.idle.pssBytes / 2 ** 20)),
			callMb: summarise(measured.flatMap(({ usage }) => (usage.last?.pssBytes ?? 0) / 2 ** 20)),
			cpu: summarise(
				measured.flatMap(({ usage, observedMs }) =>
					usage.first && usage.last && observedMs
						? ((usage.last.cpuSeconds - usage.first.cpuSeconds) / observedMs) * 60_000
						: [],
				),
			),
		};
		console.log(name, JSON.stringify(all));
	}
} finally {
	await supervisor.stopAll();
	if (!process.exitCode) await rm(folder, { recursive: true, force: true });
}
