/**
 * What is wrong with the origin of an URL to which signed messages shall go.
 *
 * @returns The origin that is not allowed, `no web origin` for what has none or names a user; undefined when the URL is one
 * of an allowed n8n.
 */
export function forbiddenOrigin(
	url: string,
	allowedOrigins: readonly string[],
): string | undefined {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
	const bare = parsed?.username === '' && parsed.password === '';
	if (parsed && web && bare && allowedOrigins.includes(parsed.origin)) return undefined;
	return parsed && web ? parsed.origin : 'no web origin';
}
