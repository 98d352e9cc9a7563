import pg from 'pg';

/** What an operator can do something about, by SQLSTATE. */
const KNOWN: Record<string, string> = {
	'08P01':
		'the server, or a pooler in front of it, refuses the settings of a connection; use the address of the server itself',
	'28000':
		'the server refuses this user, or a connection without TLS (sslmode=require in the URL asks for it)',
	'28P01': 'the server refuses the user or the password',
	'3D000': 'the server has no database of this name',
	'42501': 'the user lacks a right; it must own the database, or be allowed to create tables in it',
	'53300': 'the server takes no more connections',
	'57014': 'a statement took too long',
	'57P03': 'the server is starting or stopping',
};
/** Constraints and statements: such messages hold names of tables and columns, the others may hold values. */
const NAMES_ONLY = /^(23|42)/;
const CERTIFICATE = /CERT|ISSUER|SIGNATURE|^ERR_(TLS|SSL)/;
/** Sentences of the driver, which have no code. */
const OF_DRIVER: [pattern: RegExp, clause: string][] = [
	[/does not support SSL/, 'the server offers no TLS, which sslmode in the URL asks for'],
	[/password must be a/, 'the server asks for a password and the URL has none'],
	[/timeout/i, 'the server does not answer in time'],
	[/terminated|not queryable|ended/, 'the connection was lost'],
];

/**
 * Turns an error of the driver into one that may be logged: what servers and sockets say holds hosts, users and rows.
 *
 * @returns An error whose message is one clause, with the code of PostgreSQL or of the system as its `code`.
 */
export function postgresFailure(error: unknown): Error & { code?: string } {
	const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
	if (typeof code !== 'string') {
		const known = OF_DRIVER.find(([pattern]) => pattern.test(message));
		return new Error(known?.[1] ?? 'the connection failed');
	}
	return Object.assign(new Error(`${clauseOf(error, code, message)} (${code})`), { code });
}

function clauseOf(error: unknown, code: string, message: string): string {
	if (KNOWN[code] !== undefined) return KNOWN[code];
	if (error instanceof pg.DatabaseError) {
		return NAMES_ONLY.test(code) ? message : 'the server refuses a statement';
	}
	if (CERTIFICATE.test(code)) {
		return 'the certificate of the server is not trusted; sslrootcert in the URL names the file of its authority';
	}
	if (code === 'ENOENT' || code === 'EACCES') return 'a file that the URL names cannot be read';
	return 'the server cannot be reached';
}
