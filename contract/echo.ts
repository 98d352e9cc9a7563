/**
 * `POST /v1/echo`: caller and runtime prove to each other that they know the same signing secret.
 *
 * Request and answer are the same message, each signed by its sender as every other message between n8n and the runtime;
 * the nonce keeps an answer from being an old one.
 */
export interface EchoMessage {
	type: 'echo';
	/** 16 to 128 letters, digits, `_` and `-` that were never sent before; the `webhook-id` of the answer. */
	nonce: string;
}
