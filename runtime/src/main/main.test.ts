import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLiveKitApi, type LiveKitApi } from '../../test/livekit-api.ts';
import { validEnvironment } from '../../test/service.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Runs the service process until it ends by itself. */
async function run(env: Record<string, string>): Promise<{ code: number; stderr: string }> {
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], { env });
	let stderr = '';
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	child.stdout.resume();
	const [code] = (await once(child, 'close')) as [number];
	return { code, stderr };
}

describe('a start that cannot succeed', () => {
	let liveKit: LiveKitApi;
	let folder: string;
	let groqStatus: number;
	// Stands for Groq and for n8n; both are only asked whether they are there.
	const http = createServer((_request, response) => {
		response.writeHead(groqStatus).end('{}');
	});
	let httpPort: number;
	let env: Record<string, string>;

	beforeAll(async () => {
		liveKit = await startLiveKitApi();
		await new Promise<void>((resolve) => http.listen(0, resolve));
		httpPort = (http.address() as AddressInfo).port;
		folder = await mkdtemp(join(tmpdir(), 'voice-agent-main-'));
		env = {
			...validEnvironment,
			LIVEKIT_URL: liveKit.url,
			GROQ_BASE_URL: `http://127.0.0.1:${httpPort}`,
			N8N_WEBHOOK_BASE_URL: `http://127.0.0.1:${httpPort}/webhook`,
			DATABASE_URL: `file:${join(folder, 'main.db')}`,
			PORT: '0',
		};
	});
	beforeEach(() => {
		groqStatus = 200;
	});
	afterAll(async () => {
		await liveKit.close();
		http.closeAllConnections();
		await new Promise((resolve) => http.close(resolve));
		await rm(folder, { recursive: true });
	});

	it('says in one sentence each which variables are missing', async () => {
		const { code, stderr } = await run({ PORT: 'x' });
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual([
			'LIVEKIT_URL is required.',
			'LIVEKIT_API_KEY is required.',
			'LIVEKIT_API_SECRET is required.',
			'DEEPGRAM_API_KEY is required.',
			'GROQ_API_KEY is required.',
			'CARTESIA_API_KEY is required.',
			'N8N_WEBHOOK_BASE_URL is required.',
			'N8N_WEBHOOK_SECRET is required.',
			'RUNTIME_API_KEY is required.',
			'PORT must be a whole number from 0 to 65535.',
		]);
	}, 30_000);

	it('names a wrong LiveKit secret and an unusable model together', async () => {
		groqStatus = 404;
		const { code, stderr } = await run({ ...env, LIVEKIT_API_SECRET: 'x'.repeat(32) });
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual([
			'LiveKit refused LIVEKIT_API_SECRET. Use a key and a secret that belong together and to the project of LIVEKIT_URL.',
			'GROQ_MODEL names a model that this Groq account cannot use.',
		]);
	}, 30_000);

	it('says how to install the plugin for voice activity', async () => {
		const { code, stderr } = await run({ ...env, VAD: 'silero-plugin' });
		expect(code).toBe(1);
		expect(stderr).toBe(
			'VAD is silero-plugin, which needs a package that is not installed: npm install --ignore-scripts @livekit/agents-plugin-silero@1.8.1.\n',
		);
	}, 30_000);

	it('says that LiveKit cannot be reached', async () => {
		const stopped = await startLiveKitApi();
		await stopped.close();
		const { code, stderr } = await run({ ...env, LIVEKIT_URL: stopped.url });
		expect(code).toBe(1);
		expect(stderr).toBe(
			'LiveKit cannot be reached at LIVEKIT_URL (ECONNREFUSED). Check the address and that the server is running.\n',
		);
	}, 30_000);

	it('says that the port is taken', async () => {
		const { code, stderr } = await run({ ...env, PORT: String(httpPort) });
		expect(code).toBe(1);
		expect(stderr).toBe(`PORT is ${httpPort}, which is taken by another program.\n`);
	}, 30_000);
});
