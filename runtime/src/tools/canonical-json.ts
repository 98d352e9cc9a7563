import { createHash } from 'node:crypto';

/** JSON with sorted keys, so that equal values have equal text whatever order the model wrote them in. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		part !== null && typeof part === 'object' && !Array.isArray(part)
			? Object.fromEntries(
					Object.entries(part).sort(([left], [right]) =>
						left < right ? -1 : left > right ? 1 : 0,
					),
				)
			: part,
	);
}

/** SHA-256 as hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Identifies a set of arguments: same arguments, same hash. */
export const hashArguments = (input: Record<string, unknown>): string =>
	sha256(canonicalJson(input));
