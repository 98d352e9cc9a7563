/** Failures before a connection stood, so that the other side has seen nothing. */
const BEFORE_CONNECTION = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
]);

const CERTIFICATE =
	/^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER))/;

/** The system error below what `fetch` throws. */
function systemError(error: unknown): { code: string; errors: unknown[]; syscall: string } {
	const { code, syscall, errors, cause } = fieldsOf(error);
	if (cause !== undefined) return systemError(cause);
	return {
		code: typeof code === 'string' ? code : '',
		syscall: typeof syscall === 'string' ? syscall : '',
		errors: Array.isArray(errors) ? errors : [],
	};
}

const fieldsOf = (error: unknown): Record<string, unknown> =>
	typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};

/** Whether `fetch` failed before any byte of the request reached the other side. */
export function neverArrived(error: unknown): boolean {
	const { code, errors, syscall } = systemError(error);
	// A name with several addresses fails once for each of them.
	if (errors.length > 0) return errors.every(neverArrived);
	return BEFORE_CONNECTION.has(code) || (code === 'ETIMEDOUT' && syscall === 'connect');
}

/** Whether the other side's certificate is not trusted; no retry helps. */
export const isCertificateProblem = (error: unknown): boolean =>
	CERTIFICATE.test(systemError(error).code);

/** For logs: the code of a failed `fetch`, or else its message. */
export function reasonOf(error: unknown): string {
	const { code } = systemError(error);
	return code !== '' ? code : error instanceof Error ? error.message : String(error);
}
