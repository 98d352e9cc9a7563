import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallToolResult } from '../../runtime/src/channel/messages.ts';
import type { Credential, WorkflowFile } from '../src/launch/n8n-workflows.ts';
import { readSession } from '../src/launch/session-view.ts';
import { waitUntil } from '../src/launch/wait-until.ts';
import { openCallChannel } from './call-channel.ts';
import { connectGoogleAccount, createGoogle } from './google.ts';
import type { Google } from './google.ts';
import { startOutsideHosts } from './outside-hosts.ts';
import type { OutsideHosts } from './outside-hosts.ts';
import { startOutsideService } from './outside-service.ts';
import type { OutsideService } from './outside-service.ts';
import { publishExample, replaceText } from './publish-example.ts';
import { startQdrant } from './qdrant.ts';
import { askRuntime, startE2eStack } from './start-e2e-stack.ts';
import type { E2eStack } from './start-e2e-stack.ts';

let folder: string;
const google: Google = createGoogle();
let hosts: OutsideHosts;
let qdrant: OutsideService;
let warehouse: OutsideService;
let stack: E2eStack;
let accounts: Credential[];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'examples-'));
	[hosts, qdrant, warehouse] = await Promise.all([
		startOutsideHosts(folder, google.hosts),
		startQdrant('documents', [
			{
				content: 'Trains are booked in second class, and in first class for long rides.',
				metadata: { title: 'Travel policy: trains' },
			},
			{
				content: 'Hotels may cost up to one hundred and fifty euros a night.',
				metadata: { title: 'Travel policy: hotels' },
			},
			{ content: 'The office opens at eight.', metadata: { title: 'Opening hours' } },
		]),
		startOutsideService(({ path, authorization }) => {
			if (path !== '/orders/4711' || authorization !== 'Bearer warehouse') throw new Error('No.');
			return { status: 'on a lorry', arrives: 'tomorrow' };
		}),
	]);
	stack = await startE2eStack({ n8nSettings: hosts.n8nSettings });
	const { n8n } = stack;
	accounts = [
		await connectGoogleAccount(n8n, { name: 'Gmail account', type: 'gmailOAuth2' }),
		await connectGoogleAccount(n8n, {
			...{ name: 'Google Calendar account', type: 'googleCalendarOAuth2Api' },
		}),
		await n8n.createCredential({
			...{ name: 'QdrantApi account', type: 'qdrantApi' },
			data: { qdrantUrl: qdrant.url, apiKey: 'qdrant' },
		}),
		await n8n.createCredential({
			...{ name: 'OpenAi account', type: 'openAiApi' },
			data: { apiKey: 'openai', url: `${qdrant.url}/v1`, header: false },
		}),
		await n8n.createCredential({
			...{ name: 'Warehouse', type: 'httpHeaderAuth' },
			data: {
				name: 'Authorization',
				value: 'Bearer warehouse',
				allowedHttpRequestDomains: 'all',
			},
		}),
	];
}, 300_000);

afterAll(async () => {
	await Promise.all([hosts, qdrant, warehouse].map((service) => service.close()));
	await rm(folder, { recursive: true });
	await stack.stop();
});

const publish = (file: string, change?: (workflow: WorkflowFile) => WorkflowFile) =>
	publishExample(stack, file, { accounts, ...(change && { change }) });

/** A session whose model calls one tool, turn by turn. */
async function startCall(tool: string) {
	const sessionId = randomUUID();
	await askRuntime(stack.runtime, 'POST', '/v1/sessions', { sessionId });
	const channel = await openCallChannel(stack.runtime, sessionId);
	let number = 0;
	return {
		sessionId,
		/** The caller says something, and the model calls the tool. */
		hear(userText: string, args: Record<string, unknown>): Promise<CallToolResult> {
			number += 1;
			const callId = `${sessionId}_${number}`;
			return channel.callTool({ callId, tool, arguments: args, turn: { number, userText } });
		},
		end: () => askRuntime(stack.runtime, 'POST', `/v1/sessions/${sessionId}/end`, {}),
	};
}

describe('the example', () => {
	it('execute-gmail.json sends with Gmail what the caller has agreed to', async () => {
		// Its trigger would win over the built-in tool.
		await stack.n8n.unpublish(stack.workflow('send-email.json').id);
		await publish('execute-gmail.json');
		const email = { to: 'maria@example.com', subject: 'Late', body: 'I am running late.' };
		const call = await startCall('send_email');
		expect(await call.hear('Tell Maria that I am running late.', email)).toMatchObject({
			outcome: 'awaiting_confirmation',
		});
		expect(google.sent).toEqual([]);
		expect(await call.hear('Yes, please.', email)).toEqual({
			...{ outcome: 'completed', text: 'The email was sent.' },
		});
		expect(google.sent).toHaveLength(1);
		expect(google.sent[0]).toMatch(/^To: maria@example\.com\r$/m);
		expect(google.sent[0]).toMatch(/^Subject: Late\r$/m);
		expect(google.sent[0]).toMatch(/^I am running late\.\s*$/m);
		await call.end();
	}, 60_000);

	it('search-documents.json finds the passage in the vector store', async () => {
		await publish('search-documents.json');
		const call = await startCall('query_database');
		const found = await call.hear('How do we book trains?', {
			...{ query: 'In which class are trains booked?', max_results: 2 },
		});
		expect(found.outcome).toBe('completed');
		const [first, ...others] = JSON.parse(found.text) as { title: string; text: string }[];
		expect(first).toEqual({
			title: 'Travel policy: trains',
			text: 'Trains are booked in second class, and in first class for long rides.',
		});
		expect(others).toHaveLength(1);
		await call.end();
	}, 60_000);

	it('book-appointment.json books a free half hour once, and says that it is taken afterwards', async () => {
		await publish('book-appointment.json', (workflow) => ({
			...workflow,
			settings: { ...workflow.settings, timezone: 'Europe/Berlin' },
		}));
		const appointment = { start: '2027-03-01T14:30', name: 'Ada Lovelace', reason: 'An engine' };
		const call = await startCall('book_appointment');
		expect(await call.hear('Monday at half past two, please.', appointment)).toMatchObject({
			outcome: 'awaiting_confirmation',
		});
		expect(await call.hear('Yes, that is right.', appointment)).toMatchObject({
			...{ outcome: 'completed' },
			say: 'Your appointment is booked for Monday, 1 March at 2:30 PM.',
		});
		expect(google.events).toEqual([
			{
				...{ start: '2027-03-01T13:30:00Z', end: '2027-03-01T14:00:00Z' },
				...{ summary: 'Appointment: Ada Lovelace', description: 'An engine' },
			},
		]);

		const other = { ...appointment, name: 'Charles Babbage' };
		const next = await startCall('book_appointment');
		await next.hear('The same time for Charles.', other);
		expect(await next.hear('Yes, please.', other)).toEqual({
			outcome: 'failed',
			text: 'This did not work: Monday, 1 March at 2:30 PM is already taken. Which other time would suit?',
		});
		expect(google.events).toHaveLength(1);
		await Promise.all([call.end(), next.end()]);
	}, 60_000);

	it('check-delivery.json delivers its result later, or says that there is none', async () => {
		const atWarehouse = replaceText('https://warehouse.example.com', warehouse.url);
		const id = await publish('check-delivery.json', atWarehouse);
		const delivered = async (order_number: string) => {
			const call = await startCall('check_delivery');
			const started = await call.hear('Where is my order?', { order_number });
			expect(started).toMatchObject({ outcome: 'pending' });
			const record = await waitUntil(
				async () => {
					const { toolCalls } = await readSession(stack.runtime, call.sessionId);
					return toolCalls.find((one) => one.outcome !== 'pending');
				},
				{ what: 'the late result', timeoutMs: 20_000 },
			);
			await call.end();
			return record;
		};
		expect(await delivered('4711')).toMatchObject({
			outcome: 'completed',
			answer: { say: 'Your order 4711 is on a lorry, and it will be with you tomorrow.' },
		});
		expect(await delivered('4712')).toMatchObject({
			outcome: 'failed',
			answer: { error: 'The warehouse did not answer. Please ask again a little later.' },
		});
		const executions = await waitUntil(
			async () => {
				const stored = await stack.n8n.executions(id);
				return stored.length === 2 && stored;
			},
			{ what: 'both executions', timeoutMs: 10_000 },
		);
		expect(executions.map(({ status, lastNode }) => [status, lastNode])).toEqual([
			['success', 'Tell the Result'],
			['success', 'Tell That It Failed'],
		]);
		for (const { outputs } of executions) {
			expect(outputs).toHaveProperty(['Tell the Caller What Happens']);
		}
	}, 60_000);
});
