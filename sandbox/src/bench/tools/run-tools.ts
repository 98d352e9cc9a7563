import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { VoiceAgentError } from '../../../../contract/error.ts';
import { parseSecrets, signMessage } from '../../../../contract/signature.ts';
import type { ToolCallRequest } from '../../../../contract/tool-call.ts';
import type { RegisteredTool } from '../../../../contract/tool.ts';
import { cacheFolder } from '../../launch/cache-folder.ts';
import { startStack, type Stack } from '../../launch/stack.ts';
import { LOOKUP_QUESTION, LOOKUP_TOOL, QUESTIONS } from '../../scenario/benchmark.ts';
import { createOurs } from '../contenders/ours.ts';
import { measureCall } from '../measure-call.ts';
import { summarise, type Summary } from '../percentile.ts';
import type { BenchOptions } from '../start-contenders.ts';
import { compare, type Ask, type Comparison } from './time-calls.ts';
import { lookupWorkflow, signedWorkflow, webhookWorkflow } from './workflows.ts';

/** What a tool costs. Milliseconds. */
export interface ToolsResult {
	/** Settings of n8n beyond its defaults. */
	n8nSettings: Record<string, string>;
	comparisons: Comparison[];
	/** Last sound of the caller → first sound of the answer, without a tool and with one that takes 100 ms. */
	spoken: { plain?: Summary; withTool?: Summary };
}

/** What docs/operations.md recommends. */
const TUNED = {
	N8N_EXPRESSION_ENGINE_POOL_SIZE: '4',
	N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
	N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true',
};
const TOOL = 'benchmark_tool';
const WEBHOOK_PATH = 'benchmark-webhook';
const SERVICE_MS = 100;
const WARM_UP = 10;

/** Times signed tool calls beside n8n's Webhook node, and an answer that needed a tool at the caller's ear. */
export async function runTools(options: BenchOptions): Promise<ToolsResult> {
	const { wanted, progress } = options;
	const n8nSettings = wanted.tunedN8n ? TUNED : {};
	const stack = await start(options, n8nSettings);
	const service = await startService();
	try {
		await progress.step('workflows published', () => publish(stack, service.url));
		const ways = { signed: await signedCalls(stack), webhook: webhookCalls(stack) };
		await compare(ways, 'one after the other', WARM_UP);
		const comparisons: Comparison[] = [];
		for (const [load, count] of [
			['one after the other', 100],
			['one every 500 ms', 30],
			['ten at a time', 100],
		] as const) {
			const name = `signed calls and Webhook node, ${load}`;
			comparisons.push(await progress.step(name, () => compare(ways, load, count)));
		}
		const spoken = await progress.step('calls with and without a tool', () =>
			measureSpoken(stack, options),
		);
		return { n8nSettings, comparisons, spoken };
	} finally {
		service.close();
	}
}

async function start(options: BenchOptions, n8nSettings: Record<string, string>): Promise<Stack> {
	const { wanted, repository, folder, supervisor, progress, env } = options;
	// Only the workflows that are measured.
	const examplesFolder = join(folder, 'no-examples');
	await mkdir(examplesFolder, { recursive: true });
	return startStack({
		...{ repository, folder, supervisor, progress, env, examplesFolder, n8nSettings },
		cache: cacheFolder(env),
		runtimeFrom: 'build',
		simulation: { scenario: 'benchmark', latency: 'fixed', seed: wanted.seed },
	});
}

/** A service of the customer that answers after 100 ms. */
async function startService(): Promise<{ url: string; close(): void }> {
	const server = createServer((_request, response) => {
		setTimeout(() => {
			response.setHeader('content-type', 'application/json');
			response.end('{"room":9}');
		}, SERVICE_MS);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

async function publish({ n8n, runtime }: Stack, serviceUrl: string): Promise<void> {
	const { url: baseUrl, apiKey, signingSecret } = runtime;
	const credential = await n8n.createCredential({
		...{ name: 'Benchmark', type: 'voiceAgentRuntimeApi' },
		data: { baseUrl, apiKey, signingSecret },
	});
	for (const file of [
		signedWorkflow(TOOL, credential),
		webhookWorkflow(WEBHOOK_PATH),
		lookupWorkflow(serviceUrl, credential),
	]) {
		await n8n.publish(await n8n.importWorkflow(file));
	}
}

/** Calls the published trigger with the runtime's signature, a new call each time. */
async function signedCalls({ runtime }: Stack): Promise<Ask> {
	const response = await fetch(`${runtime.url}/v1/tools`, {
		headers: { authorization: `Bearer ${runtime.apiKey}` },
	});
	const { tools } = (await response.json()) as { tools: RegisteredTool[] };
	const tool = tools.find(({ name }) => name === TOOL);
	if (!tool) throw new VoiceAgentError('internal', 'The benchmark’s tool is not registered.');
	const secrets = parseSecrets(runtime.signingSecret);
	return async () => {
		const callId = `benchmark_${randomUUID()}`;
		const call: ToolCallRequest = {
			...{ type: 'tool.call', callId, tool: TOOL, arguments: { query: 'room' } },
			session: {
				...{ sessionId: 'benchmark', room: 'meeting_benchmark', agentName: 'voice-assistant' },
				...{ variables: {}, participant: { identity: 'caller', name: '', metadata: '' } },
			},
			deadline: new Date(Date.now() + 30_000).toISOString(),
			replyTo: { url: `${runtime.url}/v1/tool-results/${callId}`, token: 'none' },
		};
		const body = Buffer.from(JSON.stringify(call));
		await post(tool.url, body, { ...signMessage(secrets, callId, body, Date.now()) });
	};
}

const webhookCalls = ({ n8n }: Stack): Ask => {
	const body = Buffer.from(JSON.stringify({ query: 'room' }));
	return () => post(`${n8n.webhookUrl}/${WEBHOOK_PATH}`, body, {});
};

async function post(url: string, body: Buffer, headers: Record<string, string>): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: new Uint8Array(body),
		signal: AbortSignal.timeout(30_000),
	});
	const text = await response.text();
	if (response.ok && text.includes('room nine')) return;
	throw new VoiceAgentError('internal', `n8n answered ${response.status}: ${text.slice(0, 300)}`);
}

/** One call that asks with and without the need for a tool, in turn. */
async function measureSpoken(
	{ runtime }: Stack,
	{ wanted, env, signal }: BenchOptions,
): Promise<ToolsResult['spoken']> {
	const ours = createOurs(runtime, { profile: wanted.profile, tools: [LOOKUP_TOOL] });
	const turns = QUESTIONS.flatMap((say) => [{ say }, { say: LOOKUP_QUESTION }]);
	const call = await measureCall(ours, { turns, env, signal, beforeTurn: () => undefined });
	const latencies = (withTool: boolean) =>
		summarise(
			call.report.turns
				.filter(({ said }) => (said === LOOKUP_QUESTION) === withTool)
				.flatMap(({ latencyMs }) => latencyMs ?? []),
		);
	const [plain, withTool] = [latencies(false), latencies(true)];
	return { ...(plain && { plain }), ...(withTool && { withTool }) };
}
