import { isStartingUp, isUnregisteredWebhook } from '../n8n/placeholder-answer.ts';

/** What is to be done after an attempt; a problem is one sentence for the operator. */
export type Verdict =
	| { kind: 'delivered' }
	/** Another try may work. */
	| { kind: 'again'; problem: string; afterMs?: number }
	/** No try of the same message can work. */
	| { kind: 'never'; problem: string };

export interface ReceivedAnswer {
	status: number;
	/** The beginning is enough. */
	body: string;
	retryAfter: string | null;
}

const LONGEST_RETRY_AFTER_SECONDS = 3600;

/** What an answer of n8n says about a message. */
export function judgeAnswer({ status, body, retryAfter }: ReceivedAnswer): Verdict {
	if (isStartingUp({ status, body })) return { kind: 'again', problem: 'n8n is starting up.' };
	if (status >= 200 && status < 300) return { kind: 'delivered' };
	if (status === 409) {
		// n8n: an execution that has not been put to sleep yet. Every other conflict says that the message came before.
		return /\bis running already\b/.test(body)
			? { kind: 'again', problem: 'The execution is not waiting yet.' }
			: { kind: 'delivered' };
	}
	if (status === 404 && /\bexecution\b.*\bdoes not exist\b/.test(body)) {
		return { kind: 'never', problem: 'n8n does not have the waiting execution any more.' };
	}
	if (isUnregisteredWebhook({ status, body })) {
		return { kind: 'again', problem: 'n8n has no published workflow at this URL.' };
	}
	if (status === 401 || status === 403) {
		return {
			kind: 'again',
			problem: `n8n refused the signature (HTTP ${status}): the credential's signing secret must be the same as N8N_WEBHOOK_SECRET.`,
		};
	}
	if (status >= 300 && status < 400) {
		return {
			kind: 'never',
			problem: `n8n redirects this URL (HTTP ${status}), which is not followed.`,
		};
	}
	if (status === 400 || status === 410 || status === 413 || status === 415 || status === 422) {
		return { kind: 'never', problem: `n8n refused the message (HTTP ${status}).` };
	}
	const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
	return {
		kind: 'again',
		problem: `n8n answered HTTP ${status}.`,
		...(seconds === undefined
			? {}
			: { afterMs: Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) * 1000 }),
	};
}
