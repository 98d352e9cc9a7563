import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A link to click: each visit starts a session and goes on to its talk page, because a session's own link is good for
 * one call only.
 *
 * @param start - Starts a session and resolves with its talk page.
 */
export async function serveTalkLink(
	start: () => Promise<string>,
): Promise<{ url: string; server: Server }> {
	const server = createServer((request, response) => {
		if (request.url !== '/') {
			response.writeHead(404).end();
			return;
		}
		start().then(
			(talkUrl) =>
				response.writeHead(302, { location: talkUrl, 'cache-control': 'no-store' }).end(),
			(error: unknown) => {
				const reason = error instanceof Error ? error.message : String(error);
				response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(reason);
			},
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
