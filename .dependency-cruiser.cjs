// The architecture as a table: a part may import itself and what is listed, nothing else.
const leaves = ['config', 'telemetry', 'channel'];

const runtime = {
	// What a DATABASE_URL may be.
	config: ['store/database-url'],
	telemetry: [],
	channel: [],
	// What tools and deliveries both know of n8n's HTTP answers.
	n8n: [],
	store: [],
	livekit: [...leaves],
	providers: [...leaves],
	tools: [...leaves, 'store', 'n8n'],
	delivery: [...leaves, 'store', 'n8n'],
	// Reads a report out of a transcript with the model that providers gives it.
	extraction: [...leaves, 'providers'],
	sessions: [...leaves, 'store', 'livekit', 'tools', 'delivery', 'extraction'],
	http: [...leaves, 'sessions', 'tools', 'livekit', 'delivery'],
	// The second composition root; the service process imports only its agent-server.
	call: [...leaves, 'providers'],
	main: [
		...leaves,
		'store',
		'livekit',
		'providers',
		'tools',
		'delivery',
		'extraction',
		'sessions',
		'http',
		'call',
	],
};

const layers = {
	'^contract/': [],
	'^credentials/': ['^contract/', '^nodes/shared/'],
	'^nodes/': ['^contract/', '^credentials/'],
	'^client/src/': ['^contract/'],
	...Object.fromEntries(
		Object.entries(runtime).map(([part, uses]) => [
			`^runtime/src/${part}[./]`,
			['^contract/', ...uses.map((use) => `^runtime/src/${use}[./]`)],
		]),
	),
};
const ours = '^(contract|credentials|nodes|client/src|runtime/src|sandbox)/';

/** An npm package that only one part may import. */
const vendor = (name, pattern, part) => ({
	name,
	severity: 'error',
	from: {
		path: '^(runtime|client|nodes|credentials|contract)/',
		pathNot: [part, '[.]test[.]ts$', '/test/'],
	},
	to: { path: pattern },
});

module.exports = {
	forbidden: [
		...Object.entries(layers).map(([from, to]) => ({
			name: `layer ${from}`,
			severity: 'error',
			from: { path: from, pathNot: ['[.]test[.]ts$', '/test/'] },
			to: { path: ours, pathNot: [from, ...to] },
		})),
		{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'no-unresolvable',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
		vendor(
			'plugins-only-in-providers',
			'@livekit/agents-plugin-|node_modules/groq-sdk/',
			'^runtime/src/providers/',
		),
		vendor(
			'livekit-server-sdk-only-in-livekit',
			'node_modules/livekit-server-sdk/',
			'^runtime/src/livekit/',
		),
		vendor(
			'mcp-only-in-its-tools',
			'node_modules/@modelcontextprotocol/',
			'^runtime/src/tools/mcp/',
		),
		vendor('express-only-in-http', 'node_modules/express/', '^runtime/src/http/'),
		vendor(
			'kysely-only-where-data-is-kept',
			'node_modules/kysely/',
			'^runtime/src/(store|sessions|tools|delivery)/',
		),
		vendor('pg-only-in-the-store', 'node_modules/(@types/)?pg/', '^runtime/src/store/'),
		vendor(
			'agents-only-in-the-call',
			'node_modules/@livekit/(agents|rtc-node)/',
			'^runtime/src/(call|providers)/',
		),
	],
	options: {
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '(^|/)dist/' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default'],
		},
	},
};
