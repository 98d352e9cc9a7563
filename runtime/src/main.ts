import { parseConfig } from './config.ts';
import { faultSentences } from './main/fault-sentences.ts';
import { startService } from './main/start-service.ts';
import { stopOnSignal } from './main/stop-on-signal.ts';
import { createLogger } from './telemetry/log.ts';

/** Composition root of the service process. */
try {
	const config = parseConfig(process.env);
	const logger = createLogger({
		level: config.logLevel,
		readable: !config.production && process.stdout.isTTY,
	});
	process.on('unhandledRejection', (error) => {
		logger.error({ error }, 'unhandled rejection');
	});
	process.on('uncaughtException', (error) => {
		logger.error({ error }, 'the runtime cannot go on');
		process.exit(1);
	});

	const service = await startService({
		config,
		env: process.env,
		fetch,
		now: Date.now,
		logger,
	});
	stopOnSignal(() => service.stop(), logger);
	const { publicUrl, agentName, maxSessions } = config;
	logger.info({ port: service.port, publicUrl, agentName, maxSessions }, 'runtime ready');
} catch (error) {
	for (const sentence of faultSentences(error)) process.stderr.write(`${sentence}\n`);
	process.exit(1);
}
