import type { Logger } from '../telemetry/log.ts';

/**
 * Lets the first SIGTERM or SIGINT stop the service in peace and the second one at once.
 *
 * @param stop - Resolves when everything is closed.
 */
export function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
	let stopping = false;
	const onSignal = (signal: NodeJS.Signals): void => {
		if (stopping) {
			logger.warn({ signal }, 'stopping at once');
			process.exit(1);
		}
		stopping = true;
		logger.info({ signal }, 'stopping: no new sessions, running calls may end');
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				logger.error({ error }, 'the runtime did not stop cleanly');
				process.exit(1);
			},
		);
	};
	process.on('SIGTERM', onSignal);
	process.on('SIGINT', onSignal);
}
