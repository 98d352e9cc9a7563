import type { ToolRegistration } from '../contract/tool';
import { startToolBench, type ToolBench, type ToolWorkflowOptions } from './rig/tool-bench';

let bench: ToolBench;

beforeAll(async () => (bench = await startToolBench()));
afterAll(() => bench.close());
beforeEach(() => {
	bench.runtime.tools.clear();
	bench.runtime.requests.length = 0;
});

const registered = (slot: string): ToolRegistration | undefined =>
	bench.runtime.tools.get(`wf1_node-trigger ${slot}`);

describe('Voice Agent Trigger: publishing', () => {
	it('registers the tool with its schema, limits and production URL', async () => {
		const { rig } = bench.make({
			parameters: {
				parameters: {
					parameter: [
						{ name: 'to', type: 'string', description: 'Recipient', required: true },
						{ name: 'urgency', type: 'options', options: 'low, high', required: false },
					],
				},
				requiresConfirmation: true,
				sideEffect: false,
				timeoutSeconds: 12.5,
				fillerText: 'One moment.',
			},
		});
		await rig.publish();
		expect(registered('production')).toEqual({
			name: 'send_email',
			description: 'Sends an email.',
			parameters: {
				type: 'object',
				properties: {
					to: { type: 'string', description: 'Recipient' },
					urgency: { type: 'string', enum: ['low', 'high'] },
				},
				required: ['to'],
				additionalProperties: false,
			},
			requiresConfirmation: true,
			sideEffect: true,
			timeoutMs: 12_500,
			fillerText: 'One moment.',
			slot: 'production',
			url: `${bench.n8n.url}/webhook/5f1b1c1e-0000-4000-8000-000000000001/voice-agent-tool`,
			workflow: { id: 'wf1', name: 'Test workflow' },
			answersPing: true,
		});
		expect(
			bench.runtime.requests.every(
				({ authorization }) => authorization === `Bearer ${bench.runtime.apiKey}`,
			),
		).toBe(true);
	});

	it('sends nothing again when the runtime has the tool exactly so, and replaces it when it differs', async () => {
		const { rig } = bench.make();
		await rig.publish();
		await rig.publish();
		expect(bench.runtime.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);

		const { rig: changed } = bench.make({ parameters: { toolDescription: 'Sends one email.' } });
		await changed.publish();
		expect(registered('production')?.description).toBe('Sends one email.');
	});

	it('removes the tool when it is unpublished, and does not mind when it is gone already', async () => {
		const { rig } = bench.make();
		await rig.publish();
		await rig.hook('delete');
		expect(bench.runtime.tools.size).toBe(0);
		await expect(rig.hook('delete')).resolves.toBe(true);
	});

	it('keeps the published tool while it listens for a test event and after', async () => {
		const { rig } = bench.make();
		await rig.publish();
		await rig.publish('test');
		expect(registered('test')?.url).toContain('/webhook-test/');
		await rig.hook('delete', 'test');
		expect(registered('test')).toBeUndefined();
		expect(registered('production')?.url).toContain('/webhook/');
	});

	it('takes a JSON Schema as it is', async () => {
		const jsonSchema = { type: 'object', properties: { city: { type: 'string' } } };
		const { rig } = bench.make({
			parameters: { specifyParameters: 'jsonSchema', jsonSchema: JSON.stringify(jsonSchema) },
		});
		await rig.publish();
		expect(registered('production')?.parameters).toEqual(jsonSchema);
	});

	it.each<[string, ToolWorkflowOptions, RegExp]>([
		[
			'a name that no model accepts',
			{ parameters: { toolName: 'send email' } },
			/"send email" is not usable/,
		],
		['no description', { parameters: { toolDescription: ' ' } }, /needs a description/],
		[
			'a schema that is not JSON',
			{ parameters: { specifyParameters: 'jsonSchema', jsonSchema: '{' } },
			/not a JSON object/,
		],
		[
			'a missing signing secret',
			{ credential: { signingSecret: '' } },
			/signing secret is required/,
		],
		[
			'a short signing secret',
			{ credential: { signingSecret: 'whsec_c2hvcnQ=' } },
			/at least 24 bytes/,
		],
		['a wrong API key', { credential: { apiKey: 'wrong' } }, /The API key is wrong/],
		[
			'a runtime that is not there',
			{ credential: { baseUrl: 'http://127.0.0.1:9' } },
			/cannot be reached/,
		],
	])('refuses to publish with %s', async (_, options, message) => {
		const { rig } = bench.make(options);
		await expect(rig.hook('create')).rejects.toThrow(message);
		expect(bench.runtime.tools.size).toBe(0);
	});

	it('says what to do when the runtime does not allow this n8n', async () => {
		const { rig } = bench.make();
		bench.runtime.failNext(422, {
			error: {
				code: 'tool_url_not_allowed',
				message: 'The origin is not allowed.',
				retryable: false,
			},
		});
		await expect(rig.hook('create')).rejects.toMatchObject({
			message: 'The origin is not allowed.',
			description: expect.stringContaining('N8N_ALLOWED_ORIGINS'),
		});
	});
});
