import { initializeLogger } from '@livekit/agents';
// The package does not export this file, but it is the one that its other files log to.
import { log } from '../../../node_modules/@livekit/rtc-node/dist/log.cjs';
import type { Config } from '../config.ts';

/**
 * Keeps the framework's own chatter out of a call's log: it warns at every interruption, writes what callers say into
 * messages below `warning`, and its WebRTC library logs debug lines whenever NODE_ENV is not production. What matters
 * of it reaches the log through the session's error events.
 */
export function quietFramework(config: Pick<Config, 'logLevel' | 'production'>): void {
	if (config.logLevel === 'debug') return;
	initializeLogger({ pretty: !config.production && process.stdout.isTTY, level: 'error' });
	log.level = 'warn';
}
