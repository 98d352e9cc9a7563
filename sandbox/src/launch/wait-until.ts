import { setTimeout as sleep } from 'node:timers/promises';
import { VoiceAgentError, type ErrorCode } from '../../../contract/error.ts';

export interface WaitOptions {
	/** Completes the sentence "Waited 30 s for …". */
	what: string;
	timeoutMs: number;
	/** Default 100. */
	intervalMs?: number;
	/** Rejects early, for example when the process that is waited for has ended. */
	failure?: () => string | undefined;
	/** Added to the error, for example the end of a log. */
	detail?: () => string;
	/** Default `internal`. */
	code?: ErrorCode;
}

/**
 * Repeats `check` until it gives something other than undefined or false; a check that throws counts as "not yet".
 *
 * @throws VoiceAgentError that names what was waited for and the last reason why it was not there.
 */
export async function waitUntil<Result>(
	check: () => Promise<Result | undefined | false>,
	{ what, timeoutMs, intervalMs = 100, failure, detail, code = 'internal' }: WaitOptions,
): Promise<Result> {
	const deadline = Date.now() + timeoutMs;
	let lastError: unknown;
	for (;;) {
		const failed = failure?.();
		if (failed !== undefined) throw problem(failed, detail, code, lastError);
		try {
			const result = await check();
			if (result !== undefined && result !== false) return result;
		} catch (error) {
			lastError = error;
		}
		if (Date.now() >= deadline) {
			const reason = lastError instanceof Error ? ` (${lastError.message})` : '';
			const sentence = `Waited ${Math.round(timeoutMs / 1000)} s for ${what}${reason}.`;
			throw problem(sentence, detail, code, lastError);
		}
		await sleep(intervalMs);
	}
}

function problem(
	sentence: string,
	detail: (() => string) | undefined,
	code: ErrorCode,
	cause: unknown,
): VoiceAgentError {
	const text = detail?.().trim() ?? '';
	return new VoiceAgentError(code, text === '' ? sentence : `${sentence}\n${text}`, { cause });
}
