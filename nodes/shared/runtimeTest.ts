import { randomUUID } from 'node:crypto';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { EchoMessage } from '../../contract/echo';
import type { ErrorBody } from '../../contract/error';
import { parseSecrets, signMessage, verifyMessage } from '../../contract/signature';
import { failed, networkReason, parseJson, parseUrl, passed, postForTest } from './credentialTest';

/**
 * Tests the Voice Agent Runtime credential: the address, the key, and with a signed echo that both sides have the same
 * signing secret. The message names the field that is wrong.
 */
export async function runtimeTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const baseUrl = parseUrl(data.baseUrl, ['https:', 'http:']);
	if (!baseUrl) return failed('The base URL must begin with https:// or http://.');
	let secrets: ReturnType<typeof parseSecrets>;
	try {
		secrets = parseSecrets(String(data.signingSecret ?? ''));
	} catch (error) {
		return failed(`${(error as Error).message} Copy the runtime's N8N_WEBHOOK_SECRET.`);
	}

	const message: EchoMessage = { type: 'echo', nonce: randomUUID() };
	const body = JSON.stringify(message);
	const signature = signMessage(secrets, message.nonce, Buffer.from(body), Date.now());
	let answer: Awaited<ReturnType<typeof postForTest>>;
	try {
		const headers = { Authorization: `Bearer ${String(data.apiKey)}`, ...signature };
		answer = await postForTest(this, { url: `${baseUrl}/v1/echo`, headers, body });
	} catch (error) {
		this.logger.debug('The voice agent runtime cannot be reached', { error });
		return failed(
			`The voice agent runtime cannot be reached (${networkReason(error)}). Check the base URL as seen from n8n: in a container, localhost is the container itself.`,
		);
	}

	const said = parseJson(answer.body) as Partial<ErrorBody & EchoMessage> | undefined;
	switch (said?.error?.code) {
		case 'unauthorized':
			return failed(
				'The runtime refused the API key. Copy its RUNTIME_API_KEY into this credential.',
			);
		case 'signature_invalid':
			return failed(
				`${said.error.message} The signing secret here must be its N8N_WEBHOOK_SECRET, and both clocks must agree.`,
			);
		case 'not_found':
			return failed('This runtime is older than the n8n package. Update the runtime.');
		case undefined:
			break;
		default:
			return failed(`The runtime answered: ${said?.error?.message ?? ''}`);
	}
	if (answer.status !== 200 || said?.type !== 'echo') {
		return failed(
			`Something answers at this URL (HTTP ${answer.status}), but it is not a voice agent runtime. Check the base URL.`,
		);
	}
	const proven =
		said.nonce === message.nonce &&
		!verifyMessage(secrets, answer.headers, Buffer.from(answer.body), Date.now());
	return proven
		? passed('The runtime accepts the key and has the same signing secret.')
		: failed(
				'What answers does not prove that it has the signing secret. Check the base URL and the clocks of both machines.',
			);
}
