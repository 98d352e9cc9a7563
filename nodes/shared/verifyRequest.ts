import type { IWebhookFunctions } from 'n8n-workflow';
import { verifyMessage, type SignatureProblem } from '../../contract/signature';
import { readSigningSecrets } from './signingSecrets';

export type RequestProblem = SignatureProblem | 'no_secret' | 'no_body';

/** The request's bytes as they were signed, or why nothing may run. */
export type VerifiedRequest = { body: Buffer } | { problem: RequestProblem };

/** Checks the signature over the raw body. Fails closed: whatever is missing, nothing is accepted. */
export async function verifyRequest(
	this: IWebhookFunctions,
	now: number,
): Promise<VerifiedRequest> {
	const request = this.getRequestObject();
	if (!request.rawBody) await request.readRawBody();
	const body = request.rawBody;
	if (!Buffer.isBuffer(body)) return { problem: 'no_body' };

	let problem: SignatureProblem | undefined;
	try {
		const secrets = await readSigningSecrets.call(this, now);
		if (!secrets) return { problem: 'no_secret' };
		problem = verifyMessage(secrets, request.headers, body, now);
		if (problem === 'no_match') {
			const reloaded = await readSigningSecrets.call(this, now, true);
			if (reloaded) problem = verifyMessage(reloaded, request.headers, body, now);
		}
	} catch (error) {
		this.logger.error('The Voice Agent Runtime credential has no usable signing secret', {
			node: this.getNode().name,
			reason: (error as Error).message,
		});
		return { problem: 'no_secret' };
	}
	return problem ? { problem } : { body };
}
