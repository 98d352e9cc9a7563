import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what several replicas have to read and nobody else may, such as the tokens of a session's MCP servers. */
export interface Seal {
	/** @returns base64url text that is another one each time. */
	close(text: string): string;
	/** @returns undefined for what was sealed with another secret, or is no seal. */
	open(sealed: string): string | undefined;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret - Text that all replicas have in common and that is hard to guess. */
export function createSeal(secret: string): Seal {
	const key = new Uint8Array(hkdfSync('sha256', secret, '', 'voice-agent store', 32));
	return {
		close(text) {
			const nonce = randomBytes(NONCE_BYTES);
			const cipher = createCipheriv(ALGORITHM, key, nonce);
			const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
		},
		open(sealed) {
			const bytes = Buffer.from(sealed, 'base64url');
			try {
				const nonce = bytes.subarray(0, NONCE_BYTES);
				const decipher = createDecipheriv(ALGORITHM, key, nonce);
				decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
				const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
				return Buffer.concat([text, decipher.final()]).toString('utf8');
			} catch {
				return undefined;
			}
		},
	};
}
