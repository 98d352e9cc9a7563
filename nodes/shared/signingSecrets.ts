import type { IWebhookFunctions } from 'n8n-workflow';
import { parseSecrets } from '../../contract/signature';
import { RUNTIME_CREDENTIAL } from './runtimeRequest';

export type SigningSecrets = ReturnType<typeof parseSecrets>;

interface CachedSecrets {
	secrets: SigningSecrets;
	readAt: number;
}

/** How long a secret that was removed from the credential is still accepted. */
const LIFETIME_MS = 60_000;
/** A forged message cannot make n8n decrypt the credential more often than this. */
const RELOAD_INTERVAL_MS = 1_000;

// Decrypting a credential costs a tool call more than everything else in the node, so the parsed secret is kept.
const cache = new Map<string, CachedSecrets>();

/**
 * The signing secrets of the node's credential.
 *
 * @param rejected Set after a message did not match: reads the credential again, in case a secret was just rotated in.
 * @returns undefined when `rejected` is set and the credential was read only just now.
 * @throws TypeError when the credential holds no usable secret.
 */
export async function readSigningSecrets(
	this: IWebhookFunctions,
	now: number,
	rejected = false,
): Promise<SigningSecrets | undefined> {
	const id = this.getNode().credentials?.[RUNTIME_CREDENTIAL]?.id;
	const cached = id ? cache.get(id) : undefined;
	if (cached) {
		const age = now - cached.readAt;
		if (!rejected && age < LIFETIME_MS) return cached.secrets;
		if (rejected && age < RELOAD_INTERVAL_MS) return undefined;
	} else if (rejected) {
		return undefined;
	}
	const { signingSecret } = await this.getCredentials<{ signingSecret?: string }>(
		RUNTIME_CREDENTIAL,
	);
	const secrets = parseSecrets(signingSecret ?? '');
	if (id) cache.set(id, { secrets, readAt: now });
	return secrets;
}
