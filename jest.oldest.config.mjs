// The contract tests of the n8n package once more, on the oldest n8n that it supports instead of the one of node_modules.
import { join } from 'node:path';
import unit from './jest.config.mjs';

const modules = process.env.N8N_OLDEST_MODULES;
if (!modules) throw new Error('Run these tests with: npm test -- "oldest n8n"');
const nodes = unit.projects.find(({ displayName }) => displayName === 'nodes');

export default {
	// n8n's engine keeps timers for as long as it is loaded.
	forceExit: true,
	projects: [
		{
			...nodes,
			displayName: 'oldest n8n',
			roots: ['<rootDir>/test'],
			// What is said of the package's files is said of every n8n.
			testPathIgnorePatterns: ['/node_modules/', '/publishable'],
			moduleNameMapper: {
				'^n8n-(core|workflow)$': join(modules, 'n8n-$1'),
			},
		},
	],
};
