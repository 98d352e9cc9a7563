import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWhenChanged, CLIENT, NODES, RUNTIME } from './build.ts';
import { findLiveKitServer } from './find-livekit.ts';
import { freePorts } from './free-port.ts';
import { importExamples, type ImportedWorkflow } from './import-examples.ts';
import { installN8n } from './install-n8n.ts';
import { startLiveKit, type LiveKit } from './livekit.ts';
import { startN8n, type N8n } from './n8n.ts';
import { packNodes } from './pack.ts';
import type { Progress } from './progress.ts';
import { findProviders, type Providers } from './providers.ts';
import { startRuntime, type Runtime } from './runtime.ts';
import type { Supervisor } from './supervise.ts';

export interface StackOptions {
	repository: string;
	/** The folder of cacheFolder(). */
	cache: string;
	/** A folder of this run's own. */
	folder: string;
	supervisor: Supervisor;
	progress: Progress;
	/** PATH and the like, and the providers' keys if there are any. */
	env: Record<string, string | undefined>;
	/** Default `source`. */
	runtimeFrom?: 'source' | 'build';
	/** The workflows to import; default: the repository's examples. */
	examplesFolder?: string;
	/** Further variables of the runtime. */
	runtimeVariables?: Record<string, string>;
	/** Further settings of n8n. */
	n8nSettings?: Record<string, string>;
}

/** The whole product on one machine. */
export interface Stack {
	liveKit: LiveKit;
	providers: Providers;
	runtime: Runtime;
	n8n: N8n;
	/** The example workflows, imported and published. */
	workflows: ImportedWorkflow[];
}

/**
 * Fetches and builds what is missing, then starts livekit-server, the providers' simulation when there are no keys,
 * the runtime, and n8n with our package and the example workflows. The supervisor stops it all.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
	const { repository, cache, folder, supervisor, progress, env } = options;
	const { runtimeFrom = 'source' } = options;
	await mkdir(folder, { recursive: true });
	const [n8nPort = 0, runtimePort = 0] = await freePorts(2);
	const build = { repository, env };

	const startingN8n = async () => {
		const [program, tarball] = await Promise.all([
			progress.step('n8n 2.40.5', (note) =>
				installN8n({ source: join(repository, 'sandbox', 'n8n'), cache, env, note }),
			),
			progress.step('n8n package built and packed', async () => {
				await buildWhenChanged(NODES, build);
				return packNodes(repository, folder, env);
			}),
		]);
		return progress.step('n8n started with the package', () =>
			startN8n({
				...{ program, supervisor, env, port: n8nPort, packageName: tarball.packageName },
				folder: join(folder, 'n8n'),
				packageTarball: tarball.path,
				...(options.n8nSettings === undefined ? {} : { settings: options.n8nSettings }),
			}),
		);
	};
	const startingRuntime = async () => {
		const [program, providers] = await Promise.all([
			progress.step('livekit-server', (note) => findLiveKitServer({ env, cache, fetch, note })),
			progress.step('speech, language and voice providers', () =>
				findProviders(env, { repository, supervisor }),
			),
			progress.step('talk page built', () => buildWhenChanged(CLIENT, build)),
			runtimeFrom === 'build' &&
				progress.step('runtime built', () => buildWhenChanged(RUNTIME, build)),
		]);
		const liveKit = await progress.step(`livekit-server started (${program.origin})`, () =>
			startLiveKit({
				...{ program, supervisor, env },
				webhookUrl: `http://127.0.0.1:${runtimePort}/livekit/webhooks`,
			}),
		);
		const runtime = await progress.step('runtime started', () =>
			startRuntime({
				...{ supervisor, repository, from: runtimeFrom, liveKit, env, port: runtimePort },
				folder: join(folder, 'runtime'),
				n8nWebhookUrl: `http://127.0.0.1:${n8nPort}/webhook`,
				providers: providers.variables,
				...(options.runtimeVariables === undefined ? {} : { variables: options.runtimeVariables }),
			}),
		);
		return { providers, liveKit, runtime };
	};

	const [n8n, rest] = await Promise.all([startingN8n(), startingRuntime()]);
	const workflows = await progress.step('example workflows imported and published', () =>
		importExamples({
			...{ n8n, runtime: rest.runtime, liveKit: rest.liveKit },
			folder: options.examplesFolder ?? join(repository, 'examples'),
			packageName: 'n8n-nodes-livekit-voice-agent',
		}),
	);
	return { ...rest, n8n, workflows };
}
