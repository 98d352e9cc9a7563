import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { withInstallLock } from './install-lock.ts';
import { downloadLiveKitServer, LIVEKIT_VERSION } from './livekit-release.ts';
import { runCommand } from './run-command.ts';

/** How to run livekit-server: its settings come in the variable LIVEKIT_CONFIG. */
export interface LiveKitProgram {
	command: string;
	args: string[];
	/** For a person: where it was found. */
	origin: string;
}

export interface FindOptions {
	env: Record<string, string | undefined>;
	/** The folder of cacheFolder(). */
	cache: string;
	fetch: typeof fetch;
	/** Told what is tried, because a build takes minutes. */
	note?: (text: string) => void;
	/** Where releases are; GitHub unless a test says otherwise. */
	releaseUrl?: string;
}

/**
 * Finds livekit-server, in this order: LIVEKIT_SERVER_BIN, PATH, the cache, the pinned GitHub release,
 * `go install`, docker.
 *
 * @throws VoiceAgentError with one reason per place when none of them works.
 */
export async function findLiveKitServer(options: FindOptions): Promise<LiveKitProgram> {
	const { env, cache, note = () => undefined } = options;
	const folder = join(
		cache,
		`livekit-server-${LIVEKIT_VERSION}-${process.platform}-${process.arch}`,
	);
	const cached = join(folder, 'livekit-server');
	const places: [name: string, find: () => Promise<LiveKitProgram>][] = [
		['LIVEKIT_SERVER_BIN', () => named(env)],
		['PATH', () => onPath(env)],
		['the cache', () => runnable(cached, 'the cache', env)],
		[
			`the GitHub release v${LIVEKIT_VERSION}`,
			async () => {
				note(`downloading v${LIVEKIT_VERSION}`);
				const { platform, arch } = process;
				await mkdir(folder, { recursive: true });
				const program = await downloadLiveKitServer({
					...{ folder, fetch: options.fetch, platform, arch, env },
					...(options.releaseUrl === undefined ? {} : { baseUrl: options.releaseUrl }),
				});
				return runnable(program, 'the GitHub release', env);
			},
		],
		['go install', () => built(folder, env, note)],
		['docker', () => inDocker(env)],
	];
	const reasons: string[] = [];
	const search = async (from: number, to: number) => {
		for (const [name, find] of places.slice(from, to)) {
			try {
				return await find();
			} catch (error) {
				reasons.push(`- ${name}: ${error instanceof Error ? error.message : String(error)}`);
			}
		}
		return undefined;
	};
	// Only what writes to the cache waits for others, and then looks there once more.
	const found =
		(await search(0, 3)) ??
		(await withInstallLock(
			join(cache, 'livekit-server.lock'),
			() => runnable(cached, 'the cache', env).catch(() => search(3, places.length)),
			(holder) => note(`waiting for process ${holder}, which is fetching it`),
		));
	if (found) return found;
	throw new VoiceAgentError(
		'internal',
		`livekit-server is missing and could not be fetched. Put it on PATH or name it in LIVEKIT_SERVER_BIN ` +
			`(https://docs.livekit.io/home/self-hosting/local). What was tried:\n${reasons.join('\n')}`,
	);
}

async function named(env: FindOptions['env']): Promise<LiveKitProgram> {
	const path = env.LIVEKIT_SERVER_BIN;
	if (path === undefined || path === '') throw new Error('not set');
	return runnable(path, 'LIVEKIT_SERVER_BIN', env);
}

async function onPath(env: FindOptions['env']): Promise<LiveKitProgram> {
	for (const folder of (env.PATH ?? '').split(delimiter)) {
		const candidate = join(folder, 'livekit-server');
		const found = await access(candidate, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (folder !== '' && found) return runnable(candidate, 'PATH', env);
	}
	throw new Error('no livekit-server in it');
}

async function runnable(
	path: string,
	origin: string,
	env: FindOptions['env'],
): Promise<LiveKitProgram> {
	await access(path, constants.X_OK).catch(() => {
		throw new Error(`no program at ${path}`);
	});
	const { stdout } = await runCommand(path, ['--version'], { env, timeoutMs: 10_000 });
	if (!stdout.includes('livekit-server')) throw new Error(`${path} is not livekit-server`);
	return { command: path, args: [], origin };
}

async function built(
	folder: string,
	env: FindOptions['env'],
	note: (text: string) => void,
): Promise<LiveKitProgram> {
	await runCommand('go', ['version'], { env, timeoutMs: 20_000 }).catch(() => {
		throw new Error('Go is not installed');
	});
	note('building with go install (some minutes)');
	const target = join(folder, `go-${process.pid}`);
	await mkdir(target, { recursive: true });
	try {
		const module = `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`;
		await runCommand('go', ['install', module], {
			env: { ...env, GOBIN: target, CGO_ENABLED: '0' },
		});
		const program = join(folder, 'livekit-server');
		await rename(join(target, 'server'), program);
		return await runnable(program, 'go install', env);
	} finally {
		await rm(target, { recursive: true, force: true });
	}
}

async function inDocker(env: FindOptions['env']): Promise<LiveKitProgram> {
	if (process.platform !== 'linux') throw new Error('host networking needs Linux');
	const image = `livekit/livekit-server:v${LIVEKIT_VERSION}`;
	await runCommand('docker', ['info'], { env, timeoutMs: 20_000 }).catch(() => {
		throw new Error('no docker daemon can be reached');
	});
	await runCommand('docker', ['pull', image], { env }).catch(() => {
		throw new Error(`${image} cannot be pulled`);
	});
	const args = ['run', '--rm', '--network', 'host', '--env', 'LIVEKIT_CONFIG', image];
	return { command: 'docker', args, origin: 'docker' };
}
