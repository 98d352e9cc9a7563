import type { LateToolResult } from '../../../contract/tool-call.ts';
import { isStartingUp } from '../n8n/placeholder-answer.ts';
import { isRedirect, n8nFault, refusalCode } from './n8n-fault.ts';
import type { HttpAnswer } from './post-call.ts';
import { sentences } from './sentences.ts';
import { cut, resultText, speakableSentence } from './speakable.ts';

/** What an answer of n8n means. */
export interface Reading {
	outcome: 'completed' | 'failed' | 'pending';
	/** For the model. */
	text: string;
	/** Spoken word for word. */
	say?: string;
	/** For the session record. */
	answer?: unknown;
	/** `yes` when the workflow itself said how it ended. */
	executed: 'no' | 'unknown' | 'yes';
	/** For the operator's log. */
	detail?: string;
	/** The tool cannot work until the builder does what this sentence says. */
	fault?: string;
}

/** Turns the value of a completed call into text for the model; undefined for the usual way. */
export type Present = (value: unknown) => string | undefined;

const failed = (executed: Reading['executed'], detail: string, fault?: string): Reading => ({
	outcome: 'failed',
	text: executed === 'no' ? sentences.notNow : sentences.unknown,
	executed,
	detail,
	...(fault === undefined ? {} : { fault }),
});

/** Reads every kind of answer that n8n, a workflow or a proxy in front of them gives. Nothing technical gets into the text. */
export function readAnswer(http: HttpAnswer, present?: Present): Reading {
	const value = parse(http);
	const own = readStatus(value, present);
	if (own) return own;
	if (http.status >= 200 && http.status < 300) return readSuccess(http, value, present);
	return readFailure(http);
}

/** Reads a value that did not come over HTTP from n8n: what a status says, or else the value is the result. */
export const readValue = (value: unknown): Reading => readStatus(value) ?? completed(value, value);

/** A late result means the same as one that came at once. */
export const readLateResult = (result: LateToolResult, present?: Present): Reading =>
	readStatus(result, present) ?? failed('unknown', 'unreadable late result');

function parse({ body, contentType, cut: isCut }: HttpAnswer): unknown {
	const text = body.trim();
	if (text === '') return undefined;
	if (/html/i.test(contentType) || /^<(!doctype|html)/i.test(text)) return undefined;
	if (!isCut) {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			// Plain text is a result, too.
		}
	}
	return text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	value !== null && typeof value === 'object' && !Array.isArray(value);

/** ToolCallAnswer; n8n wraps a last node's item into a list when the workflow answers with all items. */
function readStatus(given: unknown, present?: Present): Reading | undefined {
	const value: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
	if (!isObject(value)) return undefined;
	switch (value.status) {
		case 'COMPLETED': {
			const { say, result, ...rest } = value;
			delete rest.status;
			return completed('result' in value ? result : rest, given, present, say);
		}
		case 'FAILED':
		case 'ERROR': {
			const error = speakableSentence(value.error);
			return {
				outcome: 'failed',
				text: error === undefined ? sentences.failed : sentences.failedBecause(error),
				answer: given,
				executed: 'yes',
			};
		}
		case 'PENDING':
			return { outcome: 'pending', text: sentences.pending, answer: given, executed: 'yes' };
		default:
			return undefined;
	}
}

function completed(value: unknown, answer: unknown, present?: Present, say?: unknown): Reading {
	const text = present?.(value) ?? resultText(value);
	return {
		outcome: 'completed',
		text: text === '' ? sentences.done : cut(text),
		...(typeof say === 'string' && say.trim() !== '' ? { say: cut(say.trim()) } : {}),
		answer,
		executed: 'yes',
	};
}

function readSuccess(http: HttpAnswer, value: unknown, present?: Present): Reading {
	if (isStartingUp(http)) return failed('no', 'n8n is starting up');
	if (http.body.trim() === '') {
		return { ...failed('unknown', `${http.status} without a body`), text: sentences.noAnswer };
	}
	if (value === undefined) return failed('unknown', `${http.status} with an HTML page`);
	if (isObject(value)) {
		if (value.message === 'Workflow was started' && Object.keys(value).length === 1) {
			return { outcome: 'completed', text: sentences.started, answer: value, executed: 'yes' };
		}
		// The item of a node that is set to continue after its error.
		if ('error' in value && Object.keys(value).length === 1) {
			return { ...failed('unknown', 'a node of the workflow failed'), answer: value };
		}
	}
	return completed(value, value, present);
}

function readFailure(http: HttpAnswer): Reading {
	const { status } = http;
	const detail = `n8n answered ${status}`;
	const fault = n8nFault(http);
	if (fault !== undefined) return failed(isRedirect(http) ? 'unknown' : 'no', detail, fault);
	// The trigger answers so without an execution.
	const refusal = refusalCode(http);
	if (refusal === 'tool_timeout' || refusal === 'n8n_unreachable') return failed('no', detail);
	if (status === 413) return failed('no', detail);
	// Another 503 may be a proxy's that gave up on a workflow that runs.
	const notReady = status === 503 && http.body.includes('Database is not ready');
	if (status === 429 || notReady) return failed('no', detail);
	return failed('unknown', detail);
}
