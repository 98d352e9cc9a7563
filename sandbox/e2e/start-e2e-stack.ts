import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeCallInOwnProcess } from '../src/caller/own-process.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { cacheFolder } from '../src/launch/cache-folder.ts';
import { createProgress } from '../src/launch/progress.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { startStack } from '../src/launch/stack.ts';
import type { Stack, StackOptions } from '../src/launch/stack.ts';
import { createSupervisor } from '../src/launch/supervise.ts';
import type { Supervisor } from '../src/launch/supervise.ts';
import type { CredentialReference } from './voice-workflow.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The shell's environment without keys, so that a test never calls a provider that costs money. */
export const e2eEnvironment = Object.fromEntries(
	Object.entries(process.env).filter(([name]) => !/^(DEEPGRAM|GROQ|CARTESIA)_/.test(name)),
);

/** The whole product on this machine, and what a test needs beside it. */
export interface E2eStack extends Stack {
	/** Of this stack only; gone after `stop`. */
	folder: string;
	supervisor: Supervisor;
	/** Everything that a process of this name has printed so far. */
	log(name: 'runtime' | 'n8n'): Promise<string>;
	/** The Voice Agent Runtime credential that the examples were given. */
	credential: CredentialReference;
	/** The example workflow of this file in examples/. */
	workflow(file: string): Stack['workflows'][number];
	stop(): Promise<void>;
}

/** `startStack` for a test file: simulated providers, logs in a folder of its own, and one way to stop it all. */
export async function startE2eStack(
	options: Pick<StackOptions, 'n8nSettings' | 'runtimeVariables' | 'simulation'> = {},
): Promise<E2eStack> {
	const folder = await mkdtemp(join(tmpdir(), 'voice-agent-e2e-'));
	const logFolder = join(folder, 'logs');
	const supervisor = createSupervisor({ logFolder });
	const stop = async () => {
		await supervisor.stopAll();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		const stack = await startStack({
			...{ repository, folder, supervisor, env: e2eEnvironment },
			cache: cacheFolder(e2eEnvironment),
			progress: createProgress({ write: () => undefined }),
			...options,
		});
		return {
			...stack,
			...{ folder, supervisor, stop, credential: findCredential(stack) },
			log: (name) => readFile(join(logFolder, `${name}.log`), 'utf8'),
			workflow(file) {
				const found = stack.workflows.find((imported) => imported.file === file);
				if (!found) throw new Error(`There is no example ${file}.`);
				return found;
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

function findCredential({ workflows }: Stack): CredentialReference {
	const found = workflows
		.flatMap(({ workflow }) => workflow.nodes)
		.map(({ credentials }) => credentials?.voiceAgentRuntimeApi)
		.find((reference) => reference !== undefined);
	if (!found) throw new Error('No example has a Voice Agent Runtime credential.');
	return found;
}

/** Sends one request to the runtime's API, with its key. */
export async function askRuntime(
	{ url, apiKey }: Pick<Runtime, 'url' | 'apiKey'>,
	method: string,
	path: string,
	body?: unknown,
): Promise<{ status: number; body: unknown }> {
	const response = await fetch(url + path, {
		method,
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		signal: AbortSignal.timeout(20_000),
	});
	const text = await response.text();
	return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** A caller who joins with the answer of a started session and says these phrases of the scenario. */
export function sayInCall(
	session: { url: string; token: string },
	phrases: string[],
	options: Partial<Parameters<typeof placeCallInOwnProcess>[0]> = {},
): Promise<CallReport> {
	const { url, token } = session;
	return placeCallInOwnProcess({
		...{ url, token, env: e2eEnvironment, deadlineMs: 120_000 },
		turns: phrases.map((say) => ({ say })),
		...options,
	});
}
