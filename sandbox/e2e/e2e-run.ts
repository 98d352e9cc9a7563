import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import { createProgress } from '../src/launch/progress.ts';
import { withoutProviders } from '../src/launch/providers.ts';
import { createSupervisor, type Supervisor } from '../src/launch/supervise.ts';

/** The shell's environment without keys, so that a test never calls a provider that costs money. */
export const e2eEnvironment = withoutProviders(process.env);

/** What a test file starts its processes with. */
export const e2eLaunch = {
	repository: fileURLToPath(new URL('../../', import.meta.url)),
	env: e2eEnvironment,
	cache: cacheFolder(e2eEnvironment),
	progress: createProgress({ write: () => undefined }),
};

/** The processes of a test file and their traces. */
export interface E2eRun {
	/** Of this run only; gone after `stop`. */
	folder: string;
	supervisor: Supervisor;
	/** Everything that a process of this name has printed so far. */
	log(name: string): Promise<string>;
	/** Stops every process of the supervisor and removes the folder. */
	stop(): Promise<void>;
}

export async function createE2eRun(): Promise<E2eRun> {
	const folder = await mkdtemp(join(tmpdir(), 'voice-agent-e2e-'));
	const logFolder = join(folder, 'logs');
	const supervisor = createSupervisor({ logFolder });
	return {
		...{ folder, supervisor },
		log: (name) => readFile(join(logFolder, `${name}.log`), 'utf8'),
		async stop() {
			await supervisor.stopAll();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
