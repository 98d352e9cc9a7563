import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { withInstallLock } from './install-lock.ts';
import { runCommand } from './run-command.ts';

/** Sentences of a telephone system, spoken by Allison Smith; CC BY-SA 3.0, so they are fetched when needed and not kept here. */
const PACKAGE = 'asterisk-core-sounds-en-wav';
const SOUNDS = 'usr/share/asterisk/sounds/en_US_f_Allison';

/**
 * Finds the recordings of Debian's package asterisk-core-sounds-en-wav: installed, in the cache, or fetched with apt-get
 * (18 MB) without installing it.
 *
 * @param options - `cache`: The folder of cacheFolder().
 * @returns the folder of the WAV files.
 * @throws VoiceAgentError with the sentence that tells a person what to install.
 */
export async function findRecordings(options: {
	env: Record<string, string | undefined>;
	cache: string;
	note?: (text: string) => void;
}): Promise<string> {
	const { env, cache, note = () => undefined } = options;
	const installed = join('/', SOUNDS);
	if (await exists(installed)) return installed;
	const kept = join(cache, PACKAGE);
	await withInstallLock(`${kept}.lock`, async () => {
		if (await exists(kept)) return;
		note(`fetching Debian's ${PACKAGE}`);
		await mkdir(cache, { recursive: true });
		const folder = await mkdtemp(`${kept}-`);
		try {
			await fetchPackage(folder, env);
			await rename(join(folder, 'files'), kept);
		} catch (error) {
			throw new VoiceAgentError(
				'configuration_invalid',
				`There are no recordings: install Debian's package ${PACKAGE}.`,
				{ cause: error },
			);
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	});
	return join(kept, SOUNDS);
}

async function fetchPackage(
	folder: string,
	env: Record<string, string | undefined>,
): Promise<void> {
	const options = { cwd: folder, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
	// Only root may bring the list of packages up to date; others use the one that is there.
	if (process.getuid?.() === 0) await runCommand('apt-get', ['update'], options);
	await runCommand('apt-get', ['download', PACKAGE], options);
	// The name of the file holds its version.
	await runCommand('sh', ['-c', 'dpkg-deb -x ./*.deb files'], options);
}

const exists = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);
