/** Whether a simulated provider accepts a key: any but an empty one and those that begin with `wrong`. */
export const isAcceptedKey = (key: string | undefined): boolean =>
	key !== undefined && key !== '' && !key.startsWith('wrong');

/** The credential of an `Authorization: <scheme> <credential>` header. */
export function authorizationKey(
	header: string | undefined,
	schemes: readonly string[],
): string | undefined {
	const [scheme = '', key] = header?.split(' ', 2) ?? [];
	return schemes.includes(scheme.toLowerCase()) ? key : undefined;
}
