import { initializeLogger } from '@livekit/agents';
import type { Config } from '../config.ts';

/**
 * Keeps the framework's own chatter out of a call's log: it warns at every interruption, writes what callers say into
 * messages below `warning`, and its WebRTC library logs debug lines whenever NODE_ENV is not production. What matters
 * of it reaches the log through the session's error events.
 */
export async function quietFramework(
	config: Pick<Config, 'logLevel' | 'production'>,
): Promise<void> {
	if (config.logLevel === 'debug') return;
	initializeLogger({ pretty: !config.production && process.stdout.isTTY, level: 'error' });

	const url = new URL('./log.cjs', import.meta.resolve('@livekit/rtc-node'));
	const { log } = (await import(url.href).catch(() => ({}))) as { log?: { level?: string } };
	if (log) log.level = 'warn';
}
