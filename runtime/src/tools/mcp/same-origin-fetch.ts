/** Redirects that one request may follow. */
const MAX_REDIRECTS = 3;
/** Redirects that keep method and body; any other would turn a call into something else. */
const KEEPS_REQUEST = new Set([307, 308]);

/**
 * A `fetch` that follows redirects within the URL's own origin only: another host must get neither the token nor the
 * arguments.
 */
export const sameOriginFetch =
	(fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
	async (input, init) => {
		let url = new URL(input instanceof Request ? input.url : String(input));
		for (let redirects = 0; ; redirects++) {
			const response = await fetch(url.href, { ...init, redirect: 'manual' });
			const location = response.headers.get('location');
			if (response.status < 300 || response.status >= 400 || location === null) return response;
			const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
			const reads = (init?.method ?? 'GET') === 'GET';
			const follows =
				next?.origin === url.origin &&
				(reads || KEEPS_REQUEST.has(response.status)) &&
				redirects < MAX_REDIRECTS;
			if (!follows) throw new Error('the server redirects elsewhere; use the final address');
			await response.body?.cancel();
			url = next;
		}
	};
