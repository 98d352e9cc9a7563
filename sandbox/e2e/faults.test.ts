import { join } from 'node:path';
import type { StartSessionResponse } from '../../contract/session.ts';
import type { CallReport } from '../src/caller/call-report.ts';
import { freePorts } from '../src/launch/free-port.ts';
import type { Execution } from '../src/launch/n8n-execution.ts';
import { startRuntime } from '../src/launch/runtime.ts';
import type { Runtime, RuntimeOptions } from '../src/launch/runtime.ts';
import { readSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { officeAssistant } from '../src/scenario/office-assistant.ts';
import { followEvents } from './follow-events.ts';
import { e2eLaunch } from './e2e-run.ts';
import { askRuntime, sayInCall, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';
import { searchTool, startAgent } from './voice-workflow.ts';

let stack: E2eStack;
let closedPort: number;
let wrongKey: Promise<CredentialFault>;
let wrongAddress: Promise<CredentialFault>;

beforeAll(async () => {
	stack = await startE2eStack();
	[closedPort = 9] = await freePorts(1);
	// n8n tries to publish for 20 s before it gives up, so this goes on beside the tests.
	wrongKey = useCredential('wrong-key', { apiKey: 'x'.repeat(48) });
	wrongAddress = useCredential('wrong-address', { baseUrl: `http://127.0.0.1:${closedPort}` });
	for (const fault of [wrongKey, wrongAddress]) fault.catch(() => undefined);
}, 300_000);

afterAll(() => stack.stop());

/** What n8n shows a builder whose credential is faulty. */
interface CredentialFault {
	testResult: { status: string; message?: string };
	/** Of a Voice Agent Trigger. */
	publishing: string;
	/** Of a Start Voice Agent node. */
	execution: Execution;
}

async function useCredential(
	name: string,
	changes: { baseUrl?: string; apiKey?: string },
): Promise<CredentialFault> {
	const { n8n } = stack;
	const { url: baseUrl, apiKey, signingSecret } = stack.runtime;
	const credential = await n8n.createCredential({
		...{ name, type: 'voiceAgentRuntimeApi' },
		data: { baseUrl, apiKey, signingSecret, ...changes },
	});
	const tool = await n8n.importWorkflow(searchTool({ credential, answer: 'Never.' }));
	const start = await n8n.importWorkflow(startAgent(credential, name));
	await n8n.publish(start);
	await fetch(`${n8n.webhookUrl}/${name}`, { method: 'POST' });
	return {
		testResult: await n8n.testCredential(credential.id),
		publishing: await n8n.publish(tool, 60_000).then(
			() => 'It was published.',
			(error: unknown) => (error as Error).message,
		),
		execution: await waitUntil(async () => (await n8n.executions(start))[0], {
			...{ what: 'the failed execution', timeoutMs: 10_000 },
		}),
	};
}

/** A second runtime on the same LiveKit, which does not get the first one's calls. */
function startAnother(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
	const { repository, env } = e2eLaunch;
	return startRuntime({
		...{ repository, from: 'build', env, supervisor: stack.supervisor },
		...{ liveKit: stack.liveKit, n8nWebhookUrl: stack.n8n.webhookUrl },
		folder: join(stack.folder, 'another-runtime'),
		providers: stack.providers.variables,
		...options,
		variables: { AGENT_NAME: 'another', ...options.variables },
	});
}

/** Everything that an operator sees of a start that fails. */
async function failedStart(options: Partial<RuntimeOptions>): Promise<string[]> {
	const error = await startAnother(options).then(
		() => new Error('It started.'),
		(reason: unknown) => reason as Error,
	);
	return error.message.split('\n');
}

describe('a runtime that cannot start ends with code 1 and says', () => {
	const ended = 'The runtime ended with code 1.';

	it('that LiveKit refuses the secret', async () => {
		const liveKit = { ...stack.liveKit, apiSecret: 'x'.repeat(48) };
		expect(await failedStart({ liveKit })).toEqual([
			ended,
			'LiveKit refused LIVEKIT_API_SECRET. Use a key and a secret that belong together and to the project of LIVEKIT_URL.',
		]);
	});

	it('every faulty variable by its name, and no value', async () => {
		const variables = {
			LIVEKIT_URL: undefined,
			GROQ_API_KEY: undefined,
			N8N_WEBHOOK_SECRET: 'whsec_short',
			RUNTIME_API_KEY: 'not-32-characters',
			MAX_SESSIONS: 'many',
		};
		const sentences = await failedStart({ variables });
		expect(sentences.map((sentence) => sentence.split(' ')[0]).sort()).toEqual(
			['The', ...Object.keys(variables)].sort(),
		);
		for (const value of ['whsec_short', 'not-32-characters', 'many']) {
			expect(sentences.join('\n')).not.toContain(value);
		}
	});

	it('that the account has no such model', async () => {
		expect(await failedStart({ variables: { GROQ_MODEL: 'llama-3.1-8b-instant' } })).toEqual([
			ended,
			'GROQ_MODEL names a model that this Groq account cannot use.',
		]);
	});

	it('that LiveKit does not run', async () => {
		const liveKit = { ...stack.liveKit, url: `ws://127.0.0.1:${closedPort}` };
		expect(await failedStart({ liveKit })).toEqual([
			ended,
			'LiveKit cannot be reached at LIVEKIT_URL (ECONNREFUSED). Check the address and that the server is running.',
		]);
	});

	it('that the port is taken', async () => {
		const port = Number(new URL(stack.liveKit.url).port);
		expect(await failedStart({ port })).toEqual([
			ended,
			`PORT is ${port}, which is taken by another program.`,
		]);
	});
});

describe('a runtime without n8n that is stopped in the middle of a call', () => {
	let runtime: Runtime;
	let started: StartSessionResponse;
	let report: CallReport;
	let refused: { status: number; body: unknown };
	let ready: { status: number; body: unknown };

	beforeAll(async () => {
		runtime = await startAnother({ n8nWebhookUrl: `http://127.0.0.1:${closedPort}/webhook` });
		const start = () =>
			askRuntime(runtime, 'POST', '/v1/sessions', { agent: officeAssistant.agent });
		started = (await start()).body as StartSessionResponse;
		const asked: Promise<void>[] = [];
		report = await sayInCall(started, ['When is the office open?', 'What can you do for me?'], {
			onEvent(event) {
				if (event.kind !== 'turn' || event.turn !== 0) return;
				process.kill(runtime.process().pid ?? 0, 'SIGTERM');
				asked.push(
					(async () => {
						ready = await waitUntil(
							async () => {
								const answer = await askRuntime(runtime, 'GET', '/readyz');
								return answer.status === 503 && answer;
							},
							{ what: 'the runtime to notice the signal', timeoutMs: 5_000 },
						);
						refused = await start();
					})(),
				);
			},
		});
		await Promise.all(asked);
	}, 120_000);

	it('has warned that n8n cannot be reached', () => {
		expect(runtime.process().output()).toContain(
			'n8n cannot be reached at N8N_WEBHOOK_BASE_URL. Calls work, but their tools will fail until it answers.',
		);
	});

	it('lets the agent say that the tool does not work', () => {
		expect(report.turns[0]?.problem).toBeNull();
		expect(report.turns[0]?.heard).toMatch(/cannot be done at the moment/);
		expect(report.turns[0]?.heard).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|n8n|fetch/);
	});

	it('refuses new sessions', () => {
		expect(ready).toMatchObject({ status: 503 });
		expect(refused).toEqual({
			status: 503,
			body: {
				error: {
					code: 'shutting_down',
					message: 'The runtime is stopping and takes no new sessions. Try again in a moment.',
					retryable: true,
				},
			},
		});
	});

	it('lets the call go on to its end and then ends with code 0', async () => {
		expect(report.problems).toEqual([]);
		expect(report.endedBy).toBe('caller');
		expect(report.turns[1]?.heard).toMatch(/I can search our knowledge base/);
		expect(await runtime.process().exited).toBe('ended with code 0');

		await runtime.restart();
		const session = await readSession(runtime, started.sessionId);
		expect(session).toMatchObject({ status: 'ended', endReason: 'caller_left' });
		expect(session.transcript.filter(({ role }) => role === 'user')).toHaveLength(2);
	}, 60_000);

	it('ends a session that it was killed with when it is back, once', async () => {
		const { body } = await askRuntime(runtime, 'POST', '/v1/sessions', {});
		const { sessionId } = body as StartSessionResponse;
		await runtime.kill();
		await runtime.restart();
		const { events, ended } = await followEvents(runtime, sessionId);
		await ended;
		expect(events).toMatchObject([{ type: 'session.failed', endReason: 'runtime_stopped' }]);
		expect(await readSession(runtime, sessionId)).toMatchObject({ status: 'failed' });
		await runtime.stop();
	}, 60_000);
});

describe('an n8n credential', () => {
	it('with a wrong key is named when a tool is published and when an agent is started', async () => {
		const { testResult, publishing, execution } = await wrongKey;
		expect(publishing).toMatch(/: The runtime API key is wrong\.$/);
		expect(execution).toMatchObject({
			status: 'error',
			error: 'The runtime API key is wrong.',
			errorDescription:
				"Copy the runtime's RUNTIME_API_KEY into the Voice Agent Runtime credential.",
		});
		expect(testResult).toEqual({
			status: 'Error',
			message: 'The runtime refused the API key. Copy its RUNTIME_API_KEY into this credential.',
		});
	}, 90_000);

	it('with a wrong address is named, too', async () => {
		const { testResult, publishing, execution } = await wrongAddress;
		expect(publishing).toMatch(/: The voice agent runtime cannot be reached$/);
		expect(execution).toMatchObject({
			status: 'error',
			error: 'The voice agent runtime cannot be reached',
			errorDescription: expect.stringContaining(`http://127.0.0.1:${closedPort}`) as string,
		});
		expect(testResult).toMatchObject({ status: 'Error' });
	}, 90_000);
});
