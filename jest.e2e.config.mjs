// The end-to-end tests: a real livekit-server, a real n8n, real callers. One file at a time; each starts what it needs.
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
	testTimeout: 120_000,
};
