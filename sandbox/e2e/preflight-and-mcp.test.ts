import { randomBytes, randomUUID } from 'node:crypto';
import type { RegisteredTool } from '../../contract/tool.ts';
import { openTools, request, session } from '../../runtime/test/open-tools.ts';
import type { Credential, WorkflowFile } from '../src/launch/n8n-workflows.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { askRuntime, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';

let stack: E2eStack;
beforeAll(async () => {
	stack = await startE2eStack();
}, 300_000);
afterAll(() => stack.stop());

async function tools(): Promise<RegisteredTool[]> {
	const { body } = await askRuntime(stack.runtime, 'GET', '/v1/tools');
	return (body as { tools: RegisteredTool[] }).tools;
}
const tool = async (name: string) => (await tools()).find((one) => one.name === name);

async function startAndEnd(): Promise<void> {
	const sessionId = randomUUID();
	const { status } = await askRuntime(stack.runtime, 'POST', '/v1/sessions', { sessionId });
	expect(status).toBe(201);
	await askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {});
}

describe('the credentials', () => {
	it('are tested against the real services', async () => {
		const { n8n, runtime } = stack;
		const stored = await n8n.api().editor<Credential[]>('GET', '/credentials');
		const [runtimeCredential, liveKitCredential] = ['voiceAgentRuntimeApi', 'liveKitApi'].map(
			(wanted) => stored.find(({ type }) => type === wanted),
		);
		expect(await n8n.testCredential(runtimeCredential!.id)).toEqual({
			status: 'OK',
			message: 'The runtime accepts the key and has the same signing secret.',
		});
		expect(await n8n.testCredential(liveKitCredential!.id)).toEqual({
			status: 'OK',
			message: 'LiveKit accepts the key and the secret.',
		});
		const { id } = await n8n.createCredential({
			name: 'Another secret',
			type: 'voiceAgentRuntimeApi',
			data: {
				...{ baseUrl: runtime.url, apiKey: runtime.apiKey },
				signingSecret: `whsec_${randomBytes(32).toString('base64')}`,
			},
		});
		expect(await n8n.testCredential(id)).toMatchObject({
			status: 'Error',
			message: expect.stringContaining(
				"not signed with the runtime's N8N_WEBHOOK_SECRET",
			) as string,
		});
	});

	it('tell a wrong LiveKit secret from a wrong key', async () => {
		const { url, apiKey, apiSecret } = stack.liveKit;
		const testWith = async (data: { apiKey: string; apiSecret: string }) => {
			const { id } = await stack.n8n.createCredential({
				...{ name: 'LiveKit', type: 'liveKitApi', data: { url, ...data } },
			});
			return (await stack.n8n.testCredential(id)).message;
		};
		expect(await testWith({ apiKey: 'APIunknown', apiSecret })).toMatch(/refused the API key/);
		expect(await testWith({ apiKey, apiSecret: 'x'.repeat(40) })).toMatch(/refused the API secret/);
	});
});

describe('the start of a session', () => {
	it('pings the published Voice Agent Trigger, which starts no execution', async () => {
		const { id } = stack.workflow('send-email.json');
		const before = (await stack.n8n.executions(id)).length;
		await startAndEnd();
		const pinged = await waitUntil(
			async () => {
				const found = await tool('send_email');
				return found?.lastPing && found;
			},
			{ what: 'the answer of a ping', timeoutMs: 10_000 },
		);
		expect(pinged.state.status).toBe('ready');
		expect(await stack.n8n.executions(id)).toHaveLength(before);
	});

	it('finds a secret that is not the one of the credential', async () => {
		await stack.runtime.restart({
			N8N_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
		});
		await startAndEnd();
		const broken = await waitUntil(
			async () => {
				const found = await tool('send_email');
				return found?.state.status === 'broken' && found.state;
			},
			{ what: 'a broken tool', timeoutMs: 10_000 },
		);
		expect(broken.problem).toContain('signing secret must be the same as N8N_WEBHOOK_SECRET');
	});
});

describe("n8n's MCP Server Trigger", () => {
	it('gives agents its tools, through the same checks as any other', async () => {
		const token = randomBytes(16).toString('hex');
		const { id, name } = await stack.n8n.createCredential({
			name: 'MCP bearer',
			type: 'httpBearerAuth',
			data: { token, allowedHttpRequestDomains: 'all' },
		});
		await stack.n8n.publish(await stack.n8n.importWorkflow(calculatorOverMcp({ id, name })));
		const url = `${stack.n8n.url}/mcp/office`;
		const server = {
			...{ name: 'office', url, bearerToken: token },
			...{ requiresConfirmation: [], readOnly: ['Calculator'] },
		};

		await stack.runtime.restart({ MCP_SERVERS: JSON.stringify([server]) });
		const listed = await waitUntil(() => tool('Calculator'), {
			what: 'the Calculator of n8n',
			timeoutMs: 15_000,
		});
		expect(listed).toMatchObject({ state: { status: 'ready' }, workflow: { name: 'office' } });

		const open = await openTools(stack.n8n.url, [{ ...server, timeoutMs: 20_000 }]);
		try {
			const calculate = (input: Record<string, unknown>) =>
				open.tools.call(session, request({ tool: 'Calculator', arguments: input }));
			await waitUntil(async () => (await open.tools.names())?.includes('Calculator'), {
				what: 'the Calculator of n8n',
				timeoutMs: 15_000,
			});
			expect(await calculate({ input: '6 * 7' })).toMatchObject({
				outcome: 'completed',
				text: expect.stringContaining('42') as string,
			});
			expect(await calculate({ input: 7 })).toMatchObject({ outcome: 'rejected' });

			await stack.n8n.restart();
			expect(await calculate({ input: '6 * 8' })).toMatchObject({
				outcome: 'completed',
				text: expect.stringContaining('48') as string,
			});
		} finally {
			await open.close();
		}
	});
});

const calculatorOverMcp = (credential: { id: string; name: string }): WorkflowFile => ({
	name: 'Calculator over MCP',
	nodes: [
		{
			id: 'mcp',
			name: 'MCP Server Trigger',
			type: '@n8n/n8n-nodes-langchain.mcpTrigger',
			typeVersion: 2,
			position: [0, 0],
			parameters: { authentication: 'bearerAuth', path: 'office' },
			credentials: { httpBearerAuth: credential },
			webhookId: randomUUID(),
		},
		{
			id: 'calculator',
			name: 'Calculator',
			type: '@n8n/n8n-nodes-langchain.toolCalculator',
			typeVersion: 1,
			position: [0, 240],
			parameters: {},
		},
	],
	connections: {
		Calculator: { ai_tool: [[{ node: 'MCP Server Trigger', type: 'ai_tool', index: 0 }]] },
	},
	settings: { executionOrder: 'v1' },
});
