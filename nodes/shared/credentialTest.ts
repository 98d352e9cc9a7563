import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

const TIMEOUT_MS = 10_000;

/** What came back for a request of a credential test. */
export interface TestAnswer {
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	/** As it was sent, so that its signature can be checked. */
	body: string;
}

export const passed = (message: string): INodeCredentialTestResult => ({ status: 'OK', message });
export const failed = (message: string): INodeCredentialTestResult => ({
	status: 'Error',
	message,
});

/**
 * Posts JSON for a credential test. An answer of any status is an answer.
 *
 * @throws what kept the request from an answer; {@link networkReason} says it in a word.
 */
export async function postForTest(
	{ helpers }: ICredentialTestFunctions,
	request: { url: string; headers: Record<string, string>; body: string },
): Promise<TestAnswer> {
	// n8n gives a credential test no other way to send a request.
	const answer = (await helpers.request({
		method: 'POST',
		uri: request.url,
		headers: { 'Content-Type': 'application/json', ...request.headers },
		body: request.body,
		timeout: TIMEOUT_MS,
		followRedirect: false,
		resolveWithFullResponse: true,
		simple: false,
	})) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
	const { statusCode: status, headers, body } = answer;
	return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body ?? '') };
}

/** The system's word for why there was no answer, such as ECONNREFUSED. */
export function networkReason(error: unknown): string {
	const { code, cause, message } = error as { code?: string; cause?: unknown; message?: string };
	return code ?? (cause as { code?: string } | undefined)?.code ?? message ?? 'no answer';
}

/** The URL without trailing slashes, or undefined when it is none with one of these protocols. */
export function parseUrl(text: unknown, protocols: readonly string[]): string | undefined {
	const trimmed = String(text ?? '')
		.trim()
		.replace(/\/+$/, '');
	try {
		return protocols.includes(new URL(trimmed).protocol) ? trimmed : undefined;
	} catch {
		return undefined;
	}
}

/** The parsed JSON, or undefined. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
