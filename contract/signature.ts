import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Standard Webhooks v1 over the raw bytes, both ways between runtime and n8n.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export interface SignatureHeaders {
	'webhook-id': string;
	/** Unix time in seconds. */
	'webhook-timestamp': string;
	/** Space-separated `v1,<base64>` entries; several while a secret is rotated. */
	'webhook-signature': string;
}

export type SignatureProblem =
	'missing_headers' | 'malformed_timestamp' | 'too_old' | 'too_new' | 'no_match';

/** Seconds that a message's timestamp may differ from the verifier's clock. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

const PREFIX = 'whsec_';
const MINIMUM_BYTES = 24;

/**
 * Splits the space-separated secrets of N8N_WEBHOOK_SECRET or of the n8n credential into keys; every one signs.
 *
 * @throws TypeError when there is none, or one is not `whsec_` + base64 of at least 24 bytes. The message never holds the value.
 */
export function parseSecrets(secrets: string): [Buffer, ...Buffer[]] {
	const keys = secrets
		.split(/\s+/)
		.filter((secret) => secret !== '')
		.map((secret) => {
			const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
			if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) {
				throw new TypeError('A signing secret must be whsec_ followed by base64.');
			}
			const key = Buffer.from(encoded, 'base64');
			if (key.length < MINIMUM_BYTES) {
				throw new TypeError(`A signing secret must hold at least ${MINIMUM_BYTES} bytes.`);
			}
			return key;
		});
	const [first, ...others] = keys;
	if (!first) throw new TypeError('A signing secret is required.');
	return [first, ...others];
}

const digest = (key: Buffer, id: string, timestamp: string, body: Uint8Array): Buffer =>
	createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();

/**
 * Signs one message with every secret, so that a receiver that knows any of them accepts it.
 *
 * @param now - Milliseconds since the epoch.
 */
export function signMessage(
	keys: readonly Buffer[],
	id: string,
	body: Uint8Array,
	now: number,
): SignatureHeaders {
	const timestamp = String(Math.floor(now / 1000));
	return {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': keys
			.map((key) => `v1,${digest(key, id, timestamp, body).toString('base64')}`)
			.join(' '),
	};
}

/**
 * Checks a message in constant time and fails closed.
 *
 * @param headers - Lower-case header names, as node:http gives them.
 * @param now - Milliseconds since the epoch.
 * @returns undefined when the message is genuine and fresh, otherwise what is wrong with it.
 */
export function verifyMessage(
	keys: readonly Buffer[],
	headers: Record<string, unknown>,
	body: Uint8Array,
	now: number,
): SignatureProblem | undefined {
	const id = headers['webhook-id'];
	const timestamp = headers['webhook-timestamp'];
	const signatures = headers['webhook-signature'];
	if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
		return 'missing_headers';
	}
	if (!/^\d{1,12}$/.test(timestamp)) return 'malformed_timestamp';
	const ageSeconds = Math.floor(now / 1000) - Number(timestamp);
	if (ageSeconds > SIGNATURE_TOLERANCE_SECONDS) return 'too_old';
	if (ageSeconds < -SIGNATURE_TOLERANCE_SECONDS) return 'too_new';

	const expected = keys.map((key) => digest(key, id, timestamp, body));
	let matched = false;
	for (const entry of signatures.split(' ')) {
		const [version, encoded] = entry.split(',', 2);
		if (version !== 'v1' || encoded === undefined) continue;
		const given = Buffer.from(encoded, 'base64');
		for (const candidate of expected) {
			if (given.length === candidate.length && timingSafeEqual(given, candidate)) matched = true;
		}
	}
	return matched ? undefined : 'no_match';
}
