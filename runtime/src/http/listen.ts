import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { VoiceAgentError } from '../../../contract/error.ts';

export interface Listening {
	port: number;
	/** Takes no new connections and ends idle ones; resolves when the last request is answered. */
	stop(): Promise<void>;
	/** Cuts what is still open, such as event streams. */
	cut(): void;
}

/**
 * Serves an app.
 *
 * @param where - Host `::` is every address of the machine, IPv4 included; port 0 is a free one.
 * @throws VoiceAgentError `configuration_invalid` naming PORT when the port is taken or not allowed.
 */
export async function listen(
	app: Express,
	where: { host: string; port: number },
): Promise<Listening> {
	const server = createServer(app);
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error) => reject(portProblem(error, where.port)));
		server.listen(where, resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeIdleConnections();
			}),
		cut: () => server.closeAllConnections(),
	};
}

function portProblem(error: Error, port: number): VoiceAgentError {
	const code = 'code' in error ? String(error.code) : error.message;
	const reasons: Record<string, string> = {
		EADDRINUSE: 'is taken by another program',
		EACCES: 'may not be used by this user',
	};
	const problem = `is ${port}, which ${reasons[code] ?? `cannot be used (${code})`}`;
	return new VoiceAgentError('configuration_invalid', `PORT ${problem}.`, {
		cause: error,
		details: [{ field: 'PORT', problem }],
	});
}
