import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MEMORY_VARIABLES, NODE_FLAGS } from '../../sandbox/src/launch/runtime.ts';
import { parseConfig } from '../src/config.ts';
import { VoiceAgentError } from '../../contract/error.ts';

// Docker is not needed to know that what the container is made of exists and agrees with the rest.
const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const dockerfile = read('runtime/Dockerfile');

interface Compose {
	services: Record<
		string,
		{ image?: string; volumes?: string[]; build?: { dockerfile: string }; env_file?: string }
	>;
}
const compose = parse(read('docker-compose.yml')) as Compose;

const stages = dockerfile.split(/^(?=FROM )/m).slice(1);

describe('the Dockerfile', () => {
	it('copies only what the repository has', () => {
		const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
			(sources ?? '').split(' '),
		);
		expect(copied.length).toBeGreaterThan(5);
		expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});

	it('runs as a user without rights, with a health check, and starts node itself', () => {
		const last = stages.at(-1) ?? '';
		expect(last).toMatch(/^USER node$/m);
		expect(last).toMatch(/^HEALTHCHECK .*\/healthz/m);
		expect(last).toMatch(/^CMD \["node", /m);
	});

	it('starts node as the benchmark and “npm run runtime” do', () => {
		const last = stages.at(-1) ?? '';
		const command = JSON.parse(/^CMD (.*)$/m.exec(last)?.[1] ?? '[]') as string[];
		expect(command.slice(1, -1)).toEqual(NODE_FLAGS);
		const launcher = read('sandbox/run.mjs');
		for (const flag of NODE_FLAGS) expect(launcher).toContain(`'${flag}'`);
		for (const [name, value] of Object.entries(MEMORY_VARIABLES)) {
			expect(last).toMatch(new RegExp(`^ENV .*\\b${name}=${value}\\b`, 'm'));
			expect(launcher).toContain(`${name}: '${value}'`);
		}
	});

	it('holds nothing of node_modules but the native code that the bundle leaves outside', () => {
		const copied = [...(stages.at(-1) ?? '').matchAll(/^COPY --from=build (\S+) (\S+)$/gm)];
		expect(copied.map(([, , target]) => target)).toEqual([
			'node_modules/@livekit',
			'runtime/',
			'runtime/dist',
			'client/dist',
		]);
	});

	it('uses the Node release line that the project runs on', () => {
		const { devDependencies } = JSON.parse(read('package.json')) as {
			devDependencies: Record<string, string>;
		};
		const major = /\d+/.exec(devDependencies.node ?? '')?.[0];
		for (const stage of stages.filter((text) => text.startsWith('FROM node:'))) {
			expect(stage).toMatch(new RegExp(`^FROM node:${major}-`));
		}
	});
});

describe('docker-compose.yml', () => {
	it('runs livekit-server, n8n and the runtime at the versions that are tested', () => {
		expect(Object.keys(compose.services).sort()).toEqual(['livekit', 'n8n', 'runtime']);
		const { dependencies } = JSON.parse(read('sandbox/n8n/package.json')) as {
			dependencies: Record<string, string>;
		};
		expect(compose.services.n8n?.image).toBe(`n8nio/n8n:${dependencies.n8n}`);
		expect(compose.services.livekit?.image).toMatch(/^livekit\/livekit-server:v\d/);
		expect(compose.services.runtime?.build?.dockerfile).toBe('runtime/Dockerfile');
	});

	it('gives n8n the package as an installed community package', () => {
		const { name } = JSON.parse(read('package.json')) as { name: string };
		const mounts = compose.services.n8n?.volumes?.filter((volume) => volume.startsWith('./')) ?? [];
		expect(mounts).toHaveLength(3);
		for (const mount of mounts) expect(mount).toContain(`/nodes/node_modules/${name}/`);
	});
});

describe('.env.example', () => {
	const lines = read('.env.example').split('\n');
	const named = lines.flatMap((line) => /^#?([A-Z0-9_]+)=/.exec(line)?.[1] ?? []);

	it('names every variable that is required', () => {
		let problems: string[] = [];
		try {
			parseConfig({});
		} catch (error) {
			if (error instanceof VoiceAgentError)
				problems = error.details?.map(({ field }) => field) ?? [];
		}
		expect(problems.length).toBeGreaterThan(7);
		expect(problems.filter((name) => !named.includes(name))).toEqual([]);
	});

	it('names only variables that the configuration knows, with defaults that it accepts', () => {
		const source = read('runtime/src/config.ts');
		expect(named.filter((name) => !source.includes(`${name}:`))).toEqual([]);
		const defaults = Object.fromEntries(
			lines.flatMap((line) => {
				const [, name, value] = /^#([A-Z0-9_]+)=(.+)$/.exec(line) ?? [];
				return name && value ? [[name, value]] : [];
			}),
		);
		const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
		const config = parseConfig({
			...defaults,
			LIVEKIT_URL: 'wss://project.livekit.cloud',
			LIVEKIT_API_KEY: 'key',
			LIVEKIT_API_SECRET: 'secret',
			DEEPGRAM_API_KEY: 'key',
			GROQ_API_KEY: 'key',
			CARTESIA_API_KEY: 'key',
			N8N_WEBHOOK_BASE_URL: 'https://n8n.example.com/webhook',
			N8N_WEBHOOK_SECRET: secret,
			RUNTIME_API_KEY: 'k'.repeat(32),
		});
		expect(config.groq.model).toBe(defaults.GROQ_MODEL);
		expect(config.groq.maxTokens).toBe(Number(defaults.GROQ_MAX_TOKENS));
		expect(config.groq.requestsAtOnce).toBe(Number(defaults.GROQ_REQUESTS_AT_ONCE));
		expect(config.cartesia.voice).toBe(defaults.CARTESIA_VOICE);
		expect(config.databaseUrl).toBe(defaults.DATABASE_URL);
	});
});
