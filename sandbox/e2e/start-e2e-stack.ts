import { placeCallInOwnProcess } from '../src/caller/own-process.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import type { Runtime } from '../src/launch/runtime.ts';
import { startStack } from '../src/launch/stack.ts';
import type { Stack, StackOptions } from '../src/launch/stack.ts';
import { createE2eRun, e2eEnvironment, e2eLaunch, type E2eRun } from './e2e-run.ts';
import type { CredentialReference } from './voice-workflow.ts';

/** The whole product on this machine, and what a test needs beside it. */
export interface E2eStack extends Stack, E2eRun {
	/** The Voice Agent Runtime credential that the examples were given. */
	credential: CredentialReference;
	/** The example workflow of this file in examples/. */
	workflow(file: string): Stack['workflows'][number];
}

/** `startStack` for a test file: simulated providers, logs in a folder of its own, and one way to stop it all. */
export async function startE2eStack(
	options: Pick<StackOptions, 'n8nSettings' | 'runtimeVariables' | 'simulation'> = {},
): Promise<E2eStack> {
	const run = await createE2eRun();
	const { folder, supervisor } = run;
	try {
		const stack = await startStack({ ...e2eLaunch, folder, supervisor, ...options });
		return {
			...stack,
			...run,
			credential: findCredential(stack),
			workflow(file) {
				const found = stack.workflows.find((imported) => imported.file === file);
				if (!found) throw new Error(`There is no example ${file}.`);
				return found;
			},
		};
	} catch (error) {
		await run.stop();
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
