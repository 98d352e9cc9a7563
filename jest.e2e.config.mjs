// The end-to-end tests: a real livekit-server, a real n8n, real callers. Each file starts what it needs.
import unit from './jest.config.mjs';

const [sandbox] = unit.projects.filter(({ displayName }) => displayName === 'sandbox');

export default {
	projects: [
		{
			...sandbox,
			displayName: 'e2e',
			roots: ['<rootDir>/sandbox/e2e'],
			testPathIgnorePatterns: ['/node_modules/', '/dist/'],
		},
	],
	// Callers and agents mostly wait for each other to finish speaking.
	maxWorkers: 2,
	testTimeout: 120_000,
};
