import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLiveKitApi } from './livekit-api.ts';
import { validEnvironment } from './service.ts';

const root = join(import.meta.dirname, '../..');
const dockerfile = readFileSync(join(root, 'runtime/Dockerfile'), 'utf8');

/** Runs a program to its end. */
async function run(
	args: string[],
	options: { cwd: string; env?: Record<string, string> },
): Promise<{ code: number; stderr: string }> {
	const child = spawn(process.execPath, args, options);
	let stderr = '';
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	child.stdout.resume();
	const [code] = (await once(child, 'close')) as [number];
	return { code, stderr };
}

describe('the bundle, with nothing beside it but what the container has', () => {
	let app: string;

	beforeAll(async () => {
		app = await mkdtemp(join(tmpdir(), 'voice-agent-bundle-'));
		const output = join(app, 'runtime/dist');
		const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
		const build = ['-c', 'runtime/rolldown.config.mjs', '-d', output];
		expect(await run([rolldown, ...build], { cwd: root })).toMatchObject({ code: 0 });
		cpSync(join(root, 'runtime/package.json'), join(app, 'runtime/package.json'));

		const native = join(app, 'node_modules/@livekit');
		mkdirSync(native, { recursive: true });
		const packages = join(root, 'node_modules/@livekit');
		const copied = [...dockerfile.matchAll(/node_modules\/@livekit\/(\S+-)\*/g)];
		expect(copied).toHaveLength(2);
		for (const name of readdirSync(packages)) {
			if (!copied.some(([, prefix]) => name.startsWith(prefix ?? ''))) continue;
			symlinkSync(join(packages, name), join(native, name));
		}
	}, 60_000);
	afterAll(() => rmSync(app, { recursive: true }));

	/** What the container starts, and how. */
	const [, ...command] = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];

	it('starts as the service process and names what is missing', async () => {
		const { code, stderr } = await run(command, {
			cwd: app,
			env: { ...validEnvironment, PORT: 'x' },
		});
		expect(stderr).toBe('PORT must be a whole number from 0 to 65535.\n');
		expect(code).toBe(1);
	}, 30_000);

	it('brings the driver of PostgreSQL along', async () => {
		const liveKit = await startLiveKitApi();
		const { code, stderr } = await run(command, {
			cwd: app,
			env: {
				...validEnvironment,
				LIVEKIT_URL: liveKit.url,
				GROQ_BASE_URL: 'http://127.0.0.1:9',
				N8N_WEBHOOK_BASE_URL: 'http://127.0.0.1:9/webhook',
				DATABASE_URL: 'postgres://voice:secret@127.0.0.1:9/voice',
			},
		});
		await liveKit.close();
		expect(stderr).toBe(
			'DATABASE_URL names a database that cannot be used: the server cannot be reached (ECONNREFUSED).\n',
		);
		expect(code).toBe(1);
	}, 30_000);

	it.each([
		['down to the native code for voice activity and WebRTC', {}],
		['with traces', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
	])(
		'starts as a call process, %s',
		async (_case, more) => {
			const child = fork(
				join(app, 'runtime/dist/job_proc_lazy_main.js'),
				[join(app, 'runtime/dist/call/main.js')],
				{ cwd: app, env: { ...validEnvironment, ...more }, execArgv: command.slice(0, -1) },
			);
			const ended = once(child, 'exit');
			child.send({
				case: 'initializeRequest',
				value: { loggerOptions: { pretty: false, level: 'error' }, sessionEndTimeout: 1000 },
			});
			expect(await once(child, 'message')).toEqual([{ case: 'initializeResponse' }, undefined]);
			child.send({ case: 'shutdownRequest', value: {} });
			expect(await ended).toEqual([0, null]);
		},
		30_000,
	);
});
