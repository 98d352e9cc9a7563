import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { runCommand } from './run-command.ts';

export const LIVEKIT_VERSION = '1.13.5';

export interface ReleaseOptions {
	/** Gets the file `livekit-server`. */
	folder: string;
	fetch: typeof fetch;
	/** As `process.platform` and `process.arch`. */
	platform: string;
	arch: string;
	env: Record<string, string | undefined>;
	/** Where releases are; GitHub unless a test says otherwise. */
	baseUrl?: string;
}

const DOWNLOAD_TIMEOUT_MS = 120_000;
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' };

/**
 * Downloads the pinned livekit-server from its GitHub release and verifies it against the release's checksum file.
 *
 * @returns The path of the program.
 * @throws VoiceAgentError when there is no release for this platform, it cannot be fetched, or the checksum differs.
 */
export async function downloadLiveKitServer(options: ReleaseOptions): Promise<string> {
	const architecture = ARCHITECTURES[options.arch];
	if (options.platform !== 'linux' || architecture === undefined) {
		throw problem(`there is no release for ${options.platform} ${options.arch}`);
	}
	const base =
		options.baseUrl ?? `https://github.com/livekit/livekit/releases/download/v${LIVEKIT_VERSION}`;
	const name = `livekit_${LIVEKIT_VERSION}_linux_${architecture}.tar.gz`;
	const checksums = (await get(options.fetch, `${base}/checksums.txt`)).toString('utf8');
	const expected = checksums
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.find(([, file]) => file === name)?.[0];
	if (expected === undefined) throw problem(`checksums.txt does not list ${name}`);

	const archive = await get(options.fetch, `${base}/${name}`);
	const actual = createHash('sha256').update(archive).digest('hex');
	if (actual !== expected.toLowerCase()) throw problem(`${name} does not have its checksum`);

	const unpacked = join(options.folder, `unpacked-${process.pid}`);
	await mkdir(unpacked, { recursive: true });
	try {
		await writeFile(join(unpacked, name), archive);
		await runCommand('tar', ['xzf', name, 'livekit-server'], { cwd: unpacked, env: options.env });
		const program = join(options.folder, 'livekit-server');
		await rename(join(unpacked, 'livekit-server'), program);
		return program;
	} finally {
		await rm(unpacked, { recursive: true, force: true });
	}
}

async function get(fetchUrl: typeof fetch, url: string): Promise<Buffer> {
	let response: Response;
	try {
		response = await fetchUrl(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
		throw problem(`${new URL(url).host} cannot be reached (${reason})`, error);
	}
	if (!response.ok) throw problem(`${url} answers ${response.status}`);
	return Buffer.from(await response.arrayBuffer());
}

const problem = (sentence: string, cause?: unknown) =>
	new VoiceAgentError('internal', sentence, { cause });
