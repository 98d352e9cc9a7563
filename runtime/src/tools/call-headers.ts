import { signMessage } from '../../../contract/signature.ts';
import type { Config } from '../config.ts';

/** What n8n's own Header Auth credential can compare, since a plain Webhook node checks no signature. */
const TOKEN_HEADER = 'x-voice-agent-token';

/**
 * The headers that prove to n8n who sends a message.
 *
 * @param id - The message's own; the same on every retry.
 * @param now - Milliseconds since the epoch.
 */
export const callHeaders = (
	{ secrets, headerToken }: Config['n8n'],
	id: string,
	body: Uint8Array,
	now: number,
): Record<string, string> => ({
	...signMessage(secrets, id, body, now),
	...(headerToken === undefined ? {} : { [TOKEN_HEADER]: headerToken }),
});
