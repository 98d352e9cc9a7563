import { VoiceAgentError } from '../../contract/error.ts';
import { validEnvironment } from '../test/service.ts';
import { parseConfig, sessionsThatFit } from './config.ts';

const faultOf = (env: Record<string, string | undefined>): VoiceAgentError => {
	try {
		parseConfig(env);
	} catch (error) {
		if (error instanceof VoiceAgentError) return error;
		throw error;
	}
	throw new Error('the configuration was accepted');
};
const faultyFields = (env: Record<string, string | undefined>) =>
	faultOf({ ...validEnvironment, ...env }).details?.map(({ field }) => field);

describe('the configuration', () => {
	it('takes the documented defaults', () => {
		const config = parseConfig(validEnvironment);
		expect(config).toMatchObject({
			deepgram: { model: 'nova-3', baseUrl: 'wss://api.deepgram.com' },
			groq: { model: 'openai/gpt-oss-20b', temperature: 0.7, maxTokens: 512, requestsAtOnce: 1 },
			cartesia: { model: 'sonic-3', baseUrl: 'https://api.cartesia.ai' },
			n8n: {
				webhookBaseUrl: 'https://n8n.example/webhook',
				allowedOrigins: ['https://n8n.example'],
			},
			agentName: 'voice-assistant',
			port: 8080,
			publicUrl: 'http://localhost:8080',
			databaseUrl: 'file:./data/voice-agent.db',
			logLevel: 'info',
			production: false,
		});
		expect(config.maxSessions).toBeGreaterThan(0);
		expect(Object.isFrozen(config)).toBe(true);
	});

	it('names every variable that is missing, at once', () => {
		expect(faultOf({}).details?.map(({ field }) => field)).toEqual([
			'LIVEKIT_URL',
			'LIVEKIT_API_KEY',
			'LIVEKIT_API_SECRET',
			'DEEPGRAM_API_KEY',
			'GROQ_API_KEY',
			'CARTESIA_API_KEY',
			'N8N_WEBHOOK_BASE_URL',
			'N8N_WEBHOOK_SECRET',
			'RUNTIME_API_KEY',
		]);
	});

	it('names every variable that is malformed, at once, and prints no value', () => {
		const faulty = {
			LIVEKIT_URL: 'ws://livekit.example',
			GROQ_TEMPERATURE: '3.5',
			GROQ_MAX_TOKENS: 'plenty',
			GROQ_REQUESTS_AT_ONCE: 'several',
			N8N_WEBHOOK_BASE_URL: 'n8n.example/hook',
			N8N_ALLOWED_ORIGINS: 'https://fine.example,broken',
			N8N_WEBHOOK_SECRET: 'whsec_c2hvcnQ=',
			RUNTIME_API_KEY: 'too-short-a-key',
			AGENT_NAME: 'two words',
			PORT: '70000',
			DATABASE_URL: 'mysql://user:pass@db.example/voice',
			MAX_SESSIONS: '-7',
			LOG_LEVEL: 'loud',
		};
		const fault = faultOf({ ...validEnvironment, ...faulty });
		expect(fault.code).toBe('configuration_invalid');
		expect(fault.details?.map(({ field }) => field)).toEqual(Object.keys(faulty));
		const told = JSON.stringify([fault.message, fault.details]);
		for (const value of Object.values(faulty)) expect(told).not.toContain(value);
	});

	it.each([
		['file:./data/voice-agent.db', './data'],
		['file:/var/lib/voice/agent.db', '/var/lib/voice'],
		['file:///var/lib/voice/agent.db', '/var/lib/voice'],
		['postgres://voice:p%40ss@db.example/voice?sslmode=require', './data'],
		['postgresql://db.example:5433/voice', './data'],
		['postgres:///voice?host=/run/postgresql', './data'],
	])('takes the database %s and keeps other files in %s', (databaseUrl, dataFolder) => {
		const config = parseConfig({ ...validEnvironment, DATABASE_URL: databaseUrl });
		expect(config).toMatchObject({ databaseUrl, dataFolder });
	});

	it.each([
		'file:',
		'./data/voice-agent.db',
		'postgres://voice:secret@db.example',
		'postgres://voice:secret@db.example/',
		'postgres://voice:sec#ret@db.example/voice',
		'postgres:///voice',
	])('says how a database is named instead of %s', (databaseUrl) => {
		const { message } = faultOf({ ...validEnvironment, DATABASE_URL: databaseUrl });
		expect(message).toMatch(
			/^DATABASE_URL must be .*postgres:\/\/<user>:<password>@<host>\/<database>/,
		);
		expect(message).not.toMatch(/secret|db\.example/);
	});

	it('counts an empty variable as absent', () => {
		expect(faultyFields({ RUNTIME_API_KEY: '  ' })).toEqual(['RUNTIME_API_KEY']);
		expect(parseConfig({ ...validEnvironment, GROQ_MODEL: '' }).groq.model).toBe(
			'openai/gpt-oss-20b',
		);
	});

	it.each(['ws://localhost:7880', 'ws://127.0.0.1:7880', 'ws://[::1]:7880'])(
		'accepts %s because it stays on this machine',
		(LIVEKIT_URL) => {
			expect(parseConfig({ ...validEnvironment, LIVEKIT_URL }).liveKit.url).toBe(LIVEKIT_URL);
		},
	);

	it('takes a header token only when it is long enough to be one', () => {
		const token = 'a'.repeat(24);
		const parse = (N8N_WEBHOOK_HEADER_TOKEN: string) =>
			parseConfig({ ...validEnvironment, N8N_WEBHOOK_HEADER_TOKEN });
		expect(parse(token).n8n.headerToken).toBe(token);
		expect(parse('').n8n).not.toHaveProperty('headerToken');
		expect(() => parse('short')).toThrow(/^N8N_WEBHOOK_HEADER_TOKEN must have at least 24/);
	});

	it('reads the log level in any case, several secrets and several origins', () => {
		const config = parseConfig({
			...validEnvironment,
			LOG_LEVEL: 'WARNING',
			N8N_WEBHOOK_SECRET: `${validEnvironment.N8N_WEBHOOK_SECRET} whsec_${Buffer.alloc(24, 2).toString('base64')}`,
			N8N_ALLOWED_ORIGINS: 'https://second.example/, http://third.example:5678',
		});
		expect(config.logLevel).toBe('warning');
		expect(config.n8n.secrets).toHaveLength(2);
		expect(config.n8n.allowedOrigins).toEqual([
			'https://n8n.example',
			'https://second.example',
			'http://third.example:5678',
		]);
	});

	it('takes as many sessions as memory and cores carry, and at least one', () => {
		const gigabyte = 1024 ** 3;
		expect(sessionsThatFit(gigabyte, 8)).toBe(6);
		expect(sessionsThatFit(8 * gigabyte, 4)).toBe(25);
		expect(sessionsThatFit(64 * gigabyte, 2)).toBe(12);
		expect(sessionsThatFit(gigabyte / 10, 1)).toBe(1);
	});
});

describe('the settings of metrics', () => {
	it('export over OTLP only where there is an endpoint, and ask for a token only if there is one', () => {
		expect(parseConfig(validEnvironment)).not.toHaveProperty('otlp');
		expect(parseConfig(validEnvironment)).not.toHaveProperty('metricsToken');
		const config = parseConfig({
			...validEnvironment,
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
			OTEL_METRIC_EXPORT_INTERVAL: '5000',
			METRICS_TOKEN: 'scrape-only-0123456789',
		});
		expect(config).toMatchObject({
			otlp: { intervalMs: 5000 },
			metricsToken: 'scrape-only-0123456789',
		});
	});

	it('name what is wrong with them', () => {
		const { details } = faultOf({
			...validEnvironment,
			OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost',
			OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
			METRICS_TOKEN: 'short',
		});
		expect(details?.map(({ field }) => field)).toEqual([
			'METRICS_TOKEN',
			'OTEL_EXPORTER_OTLP_ENDPOINT',
			'OTEL_EXPORTER_OTLP_PROTOCOL',
		]);
	});
});

describe('MCP_SERVERS', () => {
	const servers = (value: unknown) => ({
		...validEnvironment,
		MCP_SERVERS: typeof value === 'string' ? value : JSON.stringify(value),
	});

	it('is a list of servers with the documented defaults', () => {
		const { mcpServers } = parseConfig(
			servers([
				{ name: 'office', url: 'https://n8n.example/mcp/office/', bearerToken: 'abc' },
				{
					name: 'local',
					url: 'http://localhost:5678/mcp/x',
					tools: ['a'],
					requiresConfirmation: true,
					timeoutMs: 5000,
				},
			]),
		);
		expect(mcpServers).toEqual([
			{
				name: 'office',
				url: 'https://n8n.example/mcp/office/',
				bearerToken: 'abc',
				requiresConfirmation: [],
				readOnly: [],
				timeoutMs: 30_000,
			},
			{
				name: 'local',
				url: 'http://localhost:5678/mcp/x',
				tools: ['a'],
				requiresConfirmation: true,
				readOnly: [],
				timeoutMs: 5000,
			},
		]);
		expect(parseConfig(validEnvironment).mcpServers).toEqual([]);
	});

	it('names every faulty field with the index of its server, and prints no value', () => {
		const { details, message } = faultOf(
			servers([
				{ name: 'my office', url: 'http://n8n.example/mcp', bearerToken: 'se cret' },
				{ url: 'https://key:secret@n8n.example/mcp', requiresConfirmation: false, timeoutMs: 0 },
				7,
			]),
		);
		expect(details?.map(({ field }) => field)).toEqual([
			'MCP_SERVERS.0.name',
			'MCP_SERVERS.0.url',
			'MCP_SERVERS.0.bearerToken',
			'MCP_SERVERS.1.name',
			'MCP_SERVERS.1.url',
			'MCP_SERVERS.1.requiresConfirmation',
			'MCP_SERVERS.1.timeoutMs',
			'MCP_SERVERS.2',
		]);
		expect(message).not.toMatch(/secret|se cret/);
	});

	it.each([
		['no JSON', '[{"name":"office","bearerToken":"secret"', 'MCP_SERVERS'],
		['no list', { name: 'office', url: 'https://n8n.example/mcp' }, 'MCP_SERVERS'],
		[
			'an unknown field',
			[{ name: 'a', url: 'https://n8n.example/mcp', token: 'secret' }],
			'MCP_SERVERS.0',
		],
		[
			'two of one name',
			[
				{ name: 'a', url: 'https://n8n.example/mcp' },
				{ name: 'a', url: 'https://n8n.example/mcp' },
			],
			'MCP_SERVERS.1.name',
		],
	])('cannot hold %s', (_what, value, field) => {
		const fault = faultOf(servers(value));
		expect(fault.details?.map((detail) => detail.field)).toEqual([field]);
		expect(fault.message).not.toContain('secret');
	});
});
