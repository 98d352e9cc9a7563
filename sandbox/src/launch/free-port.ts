import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that systems hand out by themselves: between the look and the use of a port, an outgoing connection or a
 * test beside this one could be given it.
 */
const FIRST = 20_000;
const LAST = 32_000;
const MOST_TRIES = 100;

/** TCP ports of 127.0.0.1 that nobody listens on; held together, so they differ. */
export async function freePorts(count: number): Promise<number[]> {
	const held = await Promise.all(Array.from({ length: count }, () => hold()));
	await Promise.all(
		held.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))),
	);
	return held.map(({ port }) => port);
}

async function hold(): Promise<{ server: Server; port: number }> {
	for (let tries = 1; ; tries++) {
		const port = randomInt(FIRST, LAST);
		const server = createServer();
		try {
			await new Promise<void>((resolve, reject) => {
				server.once('error', reject);
				server.listen(port, '127.0.0.1', resolve);
			});
			return { server, port };
		} catch (error) {
			if (tries === MOST_TRIES) throw error;
		}
	}
}
