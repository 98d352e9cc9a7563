// `npm run bench`: this project beside LiveKit's own agents, on this machine, in one run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VoiceAgentError } from '../../../contract/error.ts';
import { createProgress } from '../launch/progress.ts';
import { stopOnSignals } from '../launch/stop-on-signals.ts';
import { createSupervisor } from '../launch/supervise.ts';
import { HELP, parseArguments, type BenchArguments } from './arguments.ts';
import { runBenchmark } from './run-benchmark.ts';
import { writeResult } from './write-result.ts';

function readArguments(): BenchArguments {
	try {
		return parseArguments(process.argv.slice(2));
	} catch (error) {
		process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
		process.exit(1);
	}
}

const wanted = readArguments();
if (wanted.help) {
	process.stdout.write(HELP);
	process.exit(0);
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));
try {
	process.loadEnvFile(join(repository, '.env'));
} catch {
	// There is none: the providers are simulated.
}
const folder = await mkdtemp(join(tmpdir(), 'voice-agent-bench-'));
const supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
const progress = createProgress({ write: (text) => process.stdout.write(text) });
const stopping = new AbortController();

async function end(exitCode: number): Promise<never> {
	stopping.abort();
	await supervisor.stopAll();
	if (exitCode === 0) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
	process.exit(exitCode);
}
stopOnSignals(
	(exitCode) => void end(exitCode),
	() => process.exit(1),
);

try {
	const result = await runBenchmark({
		...{ wanted, repository, folder, supervisor, progress },
		env: process.env,
		signal: stopping.signal,
	});
	await supervisor.stopAll();
	if (wanted.out !== undefined) {
		for (const path of await writeResult(wanted.out, result)) progress.say(`written: ${path}`);
	}
	if (wanted.json) {
		await new Promise((resolve) => process.stdout.write(`${JSON.stringify(result)}\n`, resolve));
	}
	await end(0);
} catch (error) {
	if (!stopping.signal.aborted) {
		const isOurs = error instanceof VoiceAgentError;
		const told = isOurs ? error.message : error instanceof Error ? error.stack : String(error);
		process.stderr.write(`✗ ${told}\n  The logs are in ${join(folder, 'logs')}\n`);
	}
	await end(1);
}
