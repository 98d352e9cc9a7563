import { dirname } from 'node:path';

const POSTGRES = /^postgres(ql)?:\/\//;
const SQLITE = /^file:(\/\/(?=\/))?/;

/** Whether several processes may use the store of this URL at the same time. */
export const isShared = (databaseUrl: string): boolean => POSTGRES.test(databaseUrl);

/** The file of a `file:` URL, relative to the working directory unless it begins with a slash. */
export const sqlitePath = (databaseUrl: string): string => databaseUrl.replace(SQLITE, '');

/** The folder for what is kept beside the database: its own, or `./data` when the database is on a server. */
export const dataFolderOf = (databaseUrl: string): string =>
	isShared(databaseUrl) ? './data' : dirname(sqlitePath(databaseUrl));

/** @returns What is wrong with the URL, as the rest of a sentence that begins with its name; never a part of it. */
export function databaseUrlProblem(databaseUrl: string): string | undefined {
	if (isShared(databaseUrl)) {
		return namesDatabase(databaseUrl)
			? undefined
			: 'must be postgres://<user>:<password>@<host>/<database>; characters such as @ / # in a password are written as %40 %2F %23';
	}
	return SQLITE.test(databaseUrl) && sqlitePath(databaseUrl) !== ''
		? undefined
		: 'must be file:<path of the SQLite database> or postgres://<user>:<password>@<host>/<database>';
}

function namesDatabase(databaseUrl: string): boolean {
	if (!URL.canParse(databaseUrl)) return false;
	const { hostname, pathname, searchParams } = new URL(databaseUrl);
	// A server on this machine may be named by the folder of its socket: postgres:///voice?host=/run/postgresql
	return (hostname !== '' || searchParams.has('host')) && pathname.length > 1;
}
