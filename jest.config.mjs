// One Jest, one project per part. Everything but the n8n package is ESM and runs untranspiled semantics
// (NODE_OPTIONS=--experimental-vm-modules); the n8n package is CommonJS because n8n loads it with require().
import { availableParallelism } from 'node:os';

const typescript = (module) => ({
	'^.+\\.ts$': [
		'@swc/jest',
		{
			jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
			module: { type: module },
			sourceMaps: 'inline',
		},
	],
});

const esm = (displayName, roots) => ({
	displayName,
	roots,
	testEnvironment: 'node',
	extensionsToTreatAsEsm: ['.ts'],
	transform: typescript('es6'),
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '/dist/'],
});

export default {
	// Most of the long tests wait, for speech in real time: two of them share a core without noticing.
	maxWorkers: 2 * availableParallelism(),
	// A test that must be fast says so itself; this is for one that hangs, on a machine that others use too.
	testTimeout: 20_000,
	// The stock Deepgram plugin, which is asserted to stay deaf after a cut socket, keeps its timers for ever.
	forceExit: true,
	projects: [
		esm('contract', ['<rootDir>/contract']),
		esm('runtime', ['<rootDir>/runtime/src', '<rootDir>/runtime/test']),
		{
			// Once more what reads and writes the store.
			...esm('runtime on PostgreSQL', ['<rootDir>/runtime/src']),
			testMatch: [
				'**/{delivery,sessions,store}/*.test.ts',
				'**/http/app.test.ts',
				'**/tools/{call-tool,complete-late,confirmation-in-a-call,registry,report-progress}.test.ts',
			],
			testPathIgnorePatterns: [
				'/node_modules/',
				// About one kind of store each.
				'/store/(sqlite|postgres)[^/]*$',
				'/session-mcp-servers[.]test[.]ts$',
				// Starts a server of its own, and is about a store that nobody shares.
				'/(replicas|recover-sessions)[.]test[.]ts$',
			],
			globals: { onPostgres: true },
			globalSetup: '<rootDir>/runtime/test/postgres-setup.mjs',
			globalTeardown: '<rootDir>/runtime/test/postgres-teardown.mjs',
		},
		esm('client', ['<rootDir>/client/src']),
		esm('sandbox', ['<rootDir>/sandbox/src']),
		{
			...esm('nodes', ['<rootDir>/nodes', '<rootDir>/credentials', '<rootDir>/test']),
			extensionsToTreatAsEsm: [],
			transform: typescript('commonjs'),
		},
	],
};
