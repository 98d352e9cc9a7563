import { z } from 'zod';

const withoutTrailingSlash = (url: string): string => url.replace(/\/+$/, '');

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' ||
	hostname.endsWith('.localhost') ||
	hostname === '[::1]' ||
	/^127(\.\d{1,3}){3}$/.test(hostname);

type Schemes = [encrypted: string, plain: string, options: { loopbackOnly: boolean }];

/** An absolute URL as it is given; the unencrypted scheme only for this machine when `loopbackOnly`. */
export function exactUrl(...[encrypted, plain, options]: Schemes) {
	const expected = options.loopbackOnly
		? `must be a URL that starts with ${encrypted}// (${plain}// only for this machine)`
		: `must be a URL that starts with ${encrypted}// or ${plain}//`;
	return z.string().refine((text) => {
		const parsed = URL.canParse(text) ? new URL(text) : undefined;
		if (!parsed?.hostname) return false;
		if (parsed.protocol === encrypted) return true;
		if (parsed.protocol !== plain) return false;
		return !options.loopbackOnly || isLoopback(parsed.hostname);
	}, expected);
}

/** The same without a trailing slash, for addresses that paths are added to. */
export const url = (...schemes: Schemes) => exactUrl(...schemes).transform(withoutTrailingSlash);
