import { extname, join } from 'node:path';
import { parseConfig } from './config.ts';
import { faultSentences } from './main/fault-sentences.ts';
import { startService } from './main/start-service.ts';
import { stopOnSignal } from './main/stop-on-signal.ts';
import { createLogger } from './telemetry/log.ts';

/** Seen from this file, which the build puts as deep into the repository as the sources are. */
const files = {
	callProgram: join(import.meta.dirname, `call/main${extname(import.meta.filename)}`),
	talkFolder: join(import.meta.dirname, '../../client/dist'),
};

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
		files,
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
