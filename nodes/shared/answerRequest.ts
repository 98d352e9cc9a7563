import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { ErrorBody, ErrorCode } from '../../contract/error';
import type { RequestProblem } from './verifyRequest';

/** Answers without an execution, so that whatever is refused costs the builder nothing. */
export function answerRequest(
	context: IWebhookFunctions,
	status: number,
	body: object,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

export const refuseRequest = (
	context: IWebhookFunctions,
	status: number,
	code: ErrorCode,
	message: string,
): IWebhookResponseData =>
	answerRequest(context, status, {
		error: { code, message, retryable: false },
	} satisfies ErrorBody);

/** Refuses a request whose signature does not prove that the runtime has sent it. */
export const refuseUnverified = (
	context: IWebhookFunctions,
	problem: RequestProblem,
): IWebhookResponseData =>
	problem === 'no_secret'
		? refuseRequest(
				context,
				500,
				'configuration_invalid',
				'The Voice Agent Runtime credential of this node has no usable signing secret.',
			)
		: refuseRequest(context, 401, 'unauthorized', `The signature is not valid: ${problem}.`);
