// `npm start`: the whole product on this machine, and one scripted call.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheFolder } from './launch/cache-folder.ts';
import { playCall } from './launch/play-call.ts';
import { createProgress, seconds } from './launch/progress.ts';
import { startStack, type Stack } from './launch/stack.ts';
import { startSessionThroughN8n, startUrl } from './launch/start-session.ts';
import { stopOnSignals } from './launch/stop-on-signals.ts';
import { createSupervisor } from './launch/supervise.ts';
import { serveTalkLink } from './launch/talk-link.ts';
import { officeAssistant } from './scenario/office-assistant.ts';

const HELP = `npm start                 starts livekit-server, n8n, the runtime and the talk page, and plays one call
npm start -- --once       plays the call, prints a JSON summary as the last line, exits 0 (all went well) or 1
npm start -- --keep       keeps the run's folder (logs, databases, recording) when it ends
npm start -- --help       this text

With DEEPGRAM_API_KEY, GROQ_API_KEY and CARTESIA_API_KEY in .env the real providers are used, otherwise simulated ones.
LIVEKIT_SERVER_BIN names a livekit-server of your own. Downloads are kept in ~/.cache (or XDG_CACHE_HOME).
`;

/** A fresh clone downloads n8n and may build livekit-server within this time. */
const DEADLINE_MS = 30 * 60_000;

const { values: options } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
});
if (options.help) {
	process.stdout.write(HELP);
	process.exit(0);
}

const repository = fileURLToPath(new URL('../../', import.meta.url));
try {
	process.loadEnvFile(join(repository, '.env'));
} catch {
	// There is none: the providers are simulated.
}
const env = process.env;
const startedAt = Date.now();
const folder = await mkdtemp(join(tmpdir(), 'voice-agent-'));
const supervisor = createSupervisor({ logFolder: join(folder, 'logs') });
const progress = createProgress({ write: (text) => process.stdout.write(text) });
const stopping = new AbortController();

let ending: Promise<never> | undefined;
function end(exitCode: number, keep = options.keep): Promise<never> {
	ending ??= (async () => {
		stopping.abort();
		await supervisor.stopAll();
		if (!keep) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
		process.exit(exitCode);
	})();
	return ending;
}

stopOnSignals(
	(exitCode) => {
		progress.say('stopping what was started …');
		void end(exitCode);
	},
	() => process.exit(1),
);

/** The last line of --once has to reach a pipe before this process ends. */
const printLine = (text: string) =>
	new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));

async function fail(error: unknown): Promise<never> {
	if (stopping.signal.aborted) return end(1);
	const sentence = error instanceof Error ? error.message : String(error);
	process.stderr.write(`✗ ${sentence}\n  The logs are in ${join(folder, 'logs')}\n`);
	await supervisor.stopAll();
	if (options.once) await printLine(JSON.stringify({ ok: false, problems: [sentence] }));
	return end(1, true);
}

async function play(stack: Stack): Promise<boolean> {
	const recordings = join(repository, 'data');
	await mkdir(recordings, { recursive: true });
	progress.say('');
	progress.say('A scripted call, started by the published n8n workflow:');
	const summary = await playCall({
		...{ stack, scenario: officeAssistant, env },
		say: (line) => progress.say(line),
		recordingPath: join(recordings, 'scripted-call.wav'),
		signal: stopping.signal,
	});
	progress.say('');
	for (const problem of summary.problems) progress.say(`✗ ${problem}`);
	if (summary.ok) progress.say(`✓ the call went by the script (${summary.turns.length} turns)`);
	if (!options.once) return summary.ok;
	await supervisor.stopAll();
	await printLine(JSON.stringify(summary));
	return summary.ok;
}

async function welcome(stack: Stack): Promise<void> {
	const { providers, n8n } = stack;
	const talk = await serveTalkLink(
		async () => (await startSessionThroughN8n(stack, { ...officeAssistant.agent })).talkUrl,
	);
	const lines = [
		'',
		`Ready in ${seconds(Date.now() - startedAt)}.`,
		`  Talk to the agent   ${talk.url}`,
		`  n8n                 ${n8n.url}   (${n8n.owner.email} / ${n8n.owner.password})`,
		`  Start a session     curl -X POST ${startUrl(stack)}`,
		`  Runtime             ${stack.runtime.url}   (Authorization: Bearer ${stack.runtime.apiKey})`,
		`  Logs                ${join(folder, 'logs')}`,
		providers.simulated
			? `  Providers           SIMULATED: speech, language and voice come from this machine, because ${providers.missing.join(', ')} ${providers.missing.length === 1 ? 'is' : 'are'} not set in .env.`
			: '  Providers           Deepgram, Groq and Cartesia, with the keys in .env',
	];
	for (const line of lines) progress.say(line);
}

if (options.once) {
	setTimeout(
		() => void fail(new Error(`The run took longer than ${seconds(DEADLINE_MS)}.`)),
		DEADLINE_MS,
	).unref();
}
try {
	const cache = cacheFolder(env);
	const stack = await startStack({ repository, cache, folder, supervisor, progress, env });
	await welcome(stack);
	if (options.once) {
		const ok = await play(stack);
		await end(ok ? 0 : 1, options.keep || !ok);
	}
	// What was started stays useful when the scripted call fails.
	await play(stack).catch((error: unknown) => progress.say(`✗ ${String(error)}`));
	progress.say('Everything keeps running; Ctrl-C stops it.');
} catch (error) {
	await fail(error);
}
