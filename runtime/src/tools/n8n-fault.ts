import type { RegisteredTool } from '../../../contract/tool.ts';
import { isUnregisteredWebhook } from '../n8n/placeholder-answer.ts';
import type { HttpAnswer } from './post-call.ts';

/** n8n serves a test URL only while somebody listens in the editor. */
export const isTestUrl = (url: string): boolean => url.includes('/webhook-test/');

/** For the builder: why calls of this tool do not go where they should, or undefined when they do. */
export function testUrlWarning({ slot, url, workflow }: RegisteredTool): string | undefined {
	if (slot === 'test') {
		return `The next call runs the workflow "${workflow.name}" in the editor, which listens for a test event; the calls after it run the published workflow.`;
	}
	return isTestUrl(url)
		? "This is n8n's test URL, which answers only while somebody listens in the editor: publish the workflow and use its production URL (…/webhook/…)."
		: undefined;
}

export const certificateFault = (reason: string): string =>
	`The certificate of n8n's URL is not trusted (${reason}).`;

/**
 * For the builder: what is to be done before a tool at this URL can work, or undefined when n8n's answer shows no such
 * fault. A call that was answered so has not run, unless n8n redirected it.
 */
export function n8nFault(answer: HttpAnswer): string | undefined {
	const { status } = answer;
	if (isUnregisteredWebhook(answer)) {
		return 'n8n has no published workflow at this URL: publish the workflow, and check that its webhook takes POST.';
	}
	if (status === 404 && !isData(answer)) {
		return 'No n8n answers at this URL: check N8N_WEBHOOK_BASE_URL.';
	}
	if (status === 401 || status === 403) {
		// A trigger gives a code; n8n's own Webhook node and a proxy do not.
		return refusalCode(answer) === undefined
			? 'n8n wants a login for this URL: in the Webhook node choose Header Auth with the name X-Voice-Agent-Token and the value of N8N_WEBHOOK_HEADER_TOKEN, or no authentication.'
			: "n8n refused the call: the credential's signing secret must be the same as N8N_WEBHOOK_SECRET, and the clocks of both machines must agree.";
	}
	if (refusalCode(answer) === 'configuration_invalid') {
		return 'The credential of the Voice Agent Trigger has no usable signing secret.';
	}
	if (isRedirect(answer)) {
		return 'n8n redirects this URL, which tool calls do not follow: use the final address, usually with https://.';
	}
	return undefined;
}

export const isRedirect = ({ status }: HttpAnswer): boolean => status >= 300 && status < 400;

/** The code with which a Voice Agent Trigger refuses a message. */
export function refusalCode({ body }: HttpAnswer): unknown {
	const { error } = jsonObject(body) ?? {};
	return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** The body as an object; undefined when it is anything else. */
export function jsonObject(body: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

/** Whether there is more than nothing and a web page in the body. */
const isData = ({ body, contentType }: HttpAnswer): boolean =>
	body.trim() !== '' && !/html/i.test(contentType) && !/^\s*<(!doctype|html)/i.test(body);
