import {
	NodeApiError,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestMethods,
	type ILoadOptionsFunctions,
	type JsonObject,
} from 'n8n-workflow';
import { describeRuntimeError, type NextSteps } from './describeRuntimeError';

export const RUNTIME_CREDENTIAL = 'voiceAgentRuntimeApi';
const TIMEOUT_MS = 15_000;

export interface RuntimeRequest {
	method: IHttpRequestMethods;
	/** Below the credential's base URL, with a leading slash. */
	path: string;
	body?: object;
	query?: IDataObject;
	itemIndex?: number;
	/** Returns undefined instead of throwing when the runtime answers 404. */
	allowMissing?: boolean;
	/** What the builder does next, by error code, where this request has advice of its own. */
	nextSteps?: NextSteps;
}

/**
 * The only way from n8n to the runtime.
 *
 * @throws NodeApiError that says what went wrong and what to do next.
 */
export async function runtimeRequest(
	this: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions,
	{ method, path, body, query, itemIndex, allowMissing = false, nextSteps = {} }: RuntimeRequest,
): Promise<unknown> {
	const { baseUrl } = await this.getCredentials<{ baseUrl: string }>(RUNTIME_CREDENTIAL);
	const fail = (httpCode: string, answer: unknown) =>
		new NodeApiError(this.getNode(), { httpCode } satisfies JsonObject, {
			...describeRuntimeError({ httpCode, answer, baseUrl, nextSteps }),
			httpCode,
			...(itemIndex === undefined ? {} : { itemIndex }),
		});
	let response: { statusCode: number; body: unknown };
	try {
		response = (await this.helpers.httpRequestWithAuthentication.call(this, RUNTIME_CREDENTIAL, {
			method,
			url: `${baseUrl.replace(/\/+$/, '')}${path}`,
			json: true,
			timeout: TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// As text, because n8n leaves out an empty object.
			...(body
				? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
				: {}),
			...(query ? { qs: query } : {}),
		})) as { statusCode: number; body: unknown };
	} catch (error) {
		this.logger.warn('The voice agent runtime cannot be reached', { path, error });
		throw fail('unreachable', undefined);
	}
	if (response.statusCode === 404 && allowMissing) return undefined;
	if (response.statusCode >= 400) throw fail(String(response.statusCode), response.body);
	return response.body;
}
