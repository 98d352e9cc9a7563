import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLiveKitServer } from './find-livekit.ts';
import { LIVEKIT_VERSION } from './livekit-release.ts';
import { runCommand } from './run-command.ts';

const PROGRAM = `#!/bin/sh\necho "livekit-server version ${LIVEKIT_VERSION}"\n`;
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
const ARCHIVE = `livekit_${LIVEKIT_VERSION}_linux_${architecture}.tar.gz`;

async function putProgram(folder: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	const path = join(folder, 'livekit-server');
	await writeFile(path, PROGRAM);
	await chmod(path, 0o755);
	return path;
}

describe('finding livekit-server', () => {
	let folder: string;
	/** A PATH with tar, but with neither Go nor docker. */
	let systemPath: string;
	let releases: Server;
	let files: Record<string, Buffer>;
	const releaseUrl = () => `http://127.0.0.1:${(releases.address() as AddressInfo).port}`;
	const find = (env: Record<string, string>) =>
		findLiveKitServer({
			...{ env: { PATH: systemPath, ...env }, cache: join(folder, 'cache'), fetch },
			releaseUrl: releaseUrl(),
		});

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'find-livekit-'));
		systemPath = join(folder, 'system');
		await mkdir(systemPath);
		for (const name of ['tar', 'gzip']) {
			const { stdout } = await runCommand('sh', ['-c', `command -v ${name}`], { env: process.env });
			await symlink(stdout.trim(), join(systemPath, name));
		}
		const path = await putProgram(join(folder, 'release'));
		const archive = join(folder, ARCHIVE);
		const env = { PATH: systemPath };
		await runCommand('tar', ['czf', archive, '-C', join(path, '..'), 'livekit-server'], { env });
		const bytes = await readFile(archive);
		const sum = createHash('sha256').update(bytes).digest('hex');
		files = {
			[`/${ARCHIVE}`]: bytes,
			'/checksums.txt': Buffer.from(`${'0'.repeat(64)}  other.zip\n${sum}  ${ARCHIVE}\n`),
		};
		releases = createServer((request, response) => {
			const file = files[request.url ?? ''];
			response.writeHead(file ? 200 : 404).end(file);
		});
		await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', resolve));
	});
	afterEach(async () => {
		releases.closeAllConnections();
		releases.close();
		await rm(folder, { recursive: true, force: true });
	});

	it('prefers the one that LIVEKIT_SERVER_BIN names, then the one on PATH', async () => {
		const named = await putProgram(join(folder, 'named'));
		const onPath = await putProgram(join(folder, 'path'));
		const PATH = `${join(folder, 'path')}:${systemPath}`;

		expect(await find({ LIVEKIT_SERVER_BIN: named, PATH })).toMatchObject({ command: named });
		expect(await find({ PATH })).toMatchObject({ command: onPath, origin: 'PATH' });
	});

	it('downloads the release once and takes it from the cache afterwards', async () => {
		expect((await find({})).origin).toBe('the GitHub release');
		files = {};
		expect((await find({})).origin).toBe('the cache');
	});

	it('never runs a download that does not have its checksum, and gives a reason per place', async () => {
		files[`/${ARCHIVE}`] = Buffer.concat([files[`/${ARCHIVE}`]!, Buffer.from('!')]);
		const failure = await find({ LIVEKIT_SERVER_BIN: join(folder, 'absent') }).catch(
			(error: unknown) => String(error),
		);

		expect(failure).toContain('livekit-server is missing and could not be fetched');
		expect(failure).toContain(`LIVEKIT_SERVER_BIN: no program at ${join(folder, 'absent')}`);
		expect(failure).toContain('PATH: no livekit-server in it');
		expect(failure).toContain(`${ARCHIVE} does not have its checksum`);
		expect(failure).toContain('go install: Go is not installed');
		expect(failure).toContain('docker: ');
	});
});
