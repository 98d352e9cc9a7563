import { pino, stdSerializers, type Logger, type LoggerOptions } from 'pino';
import pretty from 'pino-pretty';

export type { Logger };

const PINO_LEVELS = { debug: 'debug', info: 'info', warning: 'warn', error: 'error' } as const;

/**
 * The service's log: one JSON object per line for machines, one readable line for people.
 *
 * Transcripts, tool arguments and identities are logged at `debug` only; keys and tokens never.
 */
export function createLogger(options: {
	level: keyof typeof PINO_LEVELS;
	readable: boolean;
	/** Where lines go; standard output by default. */
	destination?: NodeJS.WritableStream;
}): Logger {
	const destination = options.destination ?? process.stdout;
	const settings: LoggerOptions = {
		level: PINO_LEVELS[options.level],
		base: null,
		timestamp: () => `,"time":"${new Date().toISOString()}"`,
		serializers: { error: stdSerializers.errWithCause, cause: stdSerializers.errWithCause },
		formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
		redact: { paths: ['token', '*.token', 'authorization', '*.authorization'], censor: '[hidden]' },
	};
	if (!options.readable) return pino(settings, destination);
	return pino(
		// pino-pretty reads the numeric or labelled level itself.
		{ ...settings, formatters: {} },
		pretty({ destination, sync: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }),
	);
}
