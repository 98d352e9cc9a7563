import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWhenChanged, NODES } from './build.ts';
import { freePorts } from './free-port.ts';
import { importExamples, type ImportedWorkflow } from './import-examples.ts';
import { installN8n } from './install-n8n.ts';
import { startN8n, type N8n } from './n8n.ts';
import { packNodes } from './pack.ts';
import { startVoiceStack, type VoiceStack, type VoiceStackOptions } from './voice-stack.ts';

export interface StackOptions extends Omit<VoiceStackOptions, 'n8nWebhookUrl'> {
	/** The workflows to import; default: the repository's examples. */
	examplesFolder?: string;
	/** Further settings of n8n. */
	n8nSettings?: Record<string, string>;
}

/** The whole product on one machine. */
export interface Stack extends VoiceStack {
	n8n: N8n;
	/** The example workflows, imported and published. */
	workflows: ImportedWorkflow[];
}

/**
 * Fetches and builds what is missing, then starts everything that a call needs, and n8n with our package and the
 * example workflows. The supervisor stops it all.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
	const { repository, cache, folder, supervisor, progress, env } = options;
	await mkdir(folder, { recursive: true });
	const [n8nPort = 0] = await freePorts(1);
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
	const [n8n, rest] = await Promise.all([
		startingN8n(),
		startVoiceStack({ ...options, n8nWebhookUrl: `http://127.0.0.1:${n8nPort}/webhook` }),
	]);
	const workflows = await progress.step('example workflows imported and published', () =>
		importExamples({
			...{ n8n, runtime: rest.runtime, liveKit: rest.liveKit },
			folder: options.examplesFolder ?? join(repository, 'examples'),
			packageName: 'n8n-nodes-livekit-voice-agent',
		}),
	);
	return { ...rest, n8n, workflows };
}
