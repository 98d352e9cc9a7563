import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where downloads that outlive a checkout are kept: `$XDG_CACHE_HOME/n8n-nodes-livekit-voice-agent`,
 * by default under `~/.cache`. The folder need not exist yet.
 */
export function cacheFolder(env: Record<string, string | undefined>): string {
	const root = env.XDG_CACHE_HOME;
	return join(
		root?.startsWith('/') ? root : join(homedir(), '.cache'),
		'n8n-nodes-livekit-voice-agent',
	);
}
