import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { runCommand } from './run-command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

export interface FindChromiumOptions {
	env: Record<string, string | undefined>;
	/** As `process.platform`. */
	platform: NodeJS.Platform;
	/** The user id; 0 may install packages. */
	userId: number | undefined;
	note?: (text: string) => void;
}

/**
 * Finds Chromium for the tests of the talk page: CHROMIUM_BIN, then PATH, then, as root on a Debian, its package.
 *
 * @throws VoiceAgentError with the sentence that tells a person what to install.
 */
export async function findChromium(options: FindChromiumOptions): Promise<string> {
	const { env, platform, userId, note = () => undefined } = options;
	const named = env.CHROMIUM_BIN;
	if (named !== undefined && named !== '') {
		if (await isProgram(named)) return named;
		throw problem(`CHROMIUM_BIN names ${named}, which is not a program.`);
	}
	const found = await onPath(env);
	if (found !== undefined) return found;
	const debian = platform === 'linux' && userId === 0 && (await isProgram('/usr/bin/apt-get'));
	if (!debian) {
		throw problem(
			'Chromium is missing: install it (Debian: sudo apt-get install chromium) or name it in CHROMIUM_BIN.',
		);
	}
	note('installing the Debian package');
	const apt = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
	await runCommand('apt-get', ['update'], apt);
	await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], apt);
	const installed = await onPath(env);
	if (installed !== undefined) return installed;
	throw problem('Chromium was installed but is not on PATH; name it in CHROMIUM_BIN.');
}

async function onPath(env: Record<string, string | undefined>): Promise<string | undefined> {
	for (const name of NAMES) {
		for (const folder of (env.PATH ?? '').split(delimiter)) {
			if (folder !== '' && (await isProgram(join(folder, name)))) return join(folder, name);
		}
	}
	return undefined;
}

const isProgram = (path: string): Promise<boolean> =>
	access(path, constants.X_OK).then(
		() => true,
		() => false,
	);

const problem = (sentence: string) => new VoiceAgentError('configuration_invalid', sentence);
