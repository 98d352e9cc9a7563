import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';

/** Where Debian and Ubuntu keep the programs, in one folder for each version. */
const DEBIAN = '/usr/lib/postgresql';

export interface FindPostgresOptions {
	env: Record<string, string | undefined>;
	/** Default `/usr/lib/postgresql`. */
	debianFolder?: string;
}

/**
 * Finds the folder of the programs `initdb` and `postgres` for the tests of the store: POSTGRES_BIN, then the newest of
 * Debian's, then PATH.
 *
 * @throws VoiceAgentError with the sentence that tells a person what to install.
 */
export async function findPostgres(options: FindPostgresOptions): Promise<string> {
	const { env, debianFolder = DEBIAN } = options;
	const named = env.POSTGRES_BIN;
	if (named !== undefined && named !== '') {
		if (await hasPrograms(named)) return named;
		throw problem(`POSTGRES_BIN names ${named}, which does not hold initdb and postgres.`);
	}
	const versions = await readdir(debianFolder).catch(() => []);
	const folders = [
		...versions
			.sort((one, other) => Number(other) - Number(one))
			.map((version) => join(debianFolder, version, 'bin')),
		...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
	];
	for (const folder of folders) if (await hasPrograms(folder)) return folder;
	throw problem(
		'PostgreSQL is missing: install it (Debian: sudo apt-get install postgresql; macOS: brew install postgresql) ' +
			'or name the folder of its programs in POSTGRES_BIN. Only the tests need it.',
	);
}

async function hasPrograms(folder: string): Promise<boolean> {
	const found = ['initdb', 'postgres'].map((name) =>
		access(join(folder, name), constants.X_OK).then(
			() => true,
			() => false,
		),
	);
	return (await Promise.all(found)).every(Boolean);
}

const problem = (sentence: string) => new VoiceAgentError('configuration_invalid', sentence);
