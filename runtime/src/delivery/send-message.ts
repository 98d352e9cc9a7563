import { signMessage } from '../../../contract/signature.ts';
import { reasonOf } from '../n8n/network-failure.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';
import type { DeliveryRow } from './outbox.ts';

/** n8n answers a webhook before the workflow runs; who takes longer is overloaded. */
const ANSWER_LIMIT_MS = 15_000;
const JUDGED_CHARACTERS = 2000;

export type SendMessage = (
	row: Pick<DeliveryRow, 'id' | 'url' | 'body_json'>,
	stopped: AbortSignal,
) => Promise<Verdict>;

/** Makes the function that sends one message once, signed over the exact bytes with the present time. */
export function createSendMessage(options: {
	secrets: readonly Buffer[];
	fetch: typeof fetch;
	now: () => number;
}): SendMessage {
	return async ({ id, url, body_json: text }, stopped) => {
		const body = new TextEncoder().encode(text);
		try {
			const response = await options.fetch(url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					...signMessage(options.secrets, id, body, options.now()),
				},
				body,
				signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
				// A redirect would carry the signed message to a host that nobody allowed.
				redirect: 'manual',
			});
			return judgeAnswer({
				status: response.status,
				body: (await response.text()).slice(0, JUDGED_CHARACTERS),
				retryAfter: response.headers.get('retry-after'),
			});
		} catch (error) {
			const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
			return {
				kind: 'again',
				problem: timedOut
					? `n8n did not answer within ${ANSWER_LIMIT_MS / 1000} s.`
					: `n8n cannot be reached (${reasonOf(error)}).`,
			};
		}
	};
}
