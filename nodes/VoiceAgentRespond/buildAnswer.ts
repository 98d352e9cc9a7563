import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { LateToolResult } from '../../contract/tool-call';

/** JSON when the text is an object or a list, otherwise the text itself: "12" stays what the builder wrote. */
function parseResult(written: unknown): unknown {
	if (typeof written !== 'string' || !/^\s*[[{]/.test(written)) return written;
	try {
		return JSON.parse(written) as unknown;
	} catch {
		return written;
	}
}

/**
 * A sentence that the builder wrote.
 *
 * @throws NodeOperationError when it is empty.
 */
export function readSentence(context: IExecuteFunctions, name: string, what: string): string {
	const value = String(context.getNodeParameter(name, 0) ?? '').trim();
	if (value !== '') return value;
	throw new NodeOperationError(context.getNode(), `${what} is empty`, {
		description: 'The agent has nothing to tell the caller. Fill it in, or check its expression.',
	});
}

/**
 * What the node's parameters say to the agent. A tool call has one answer, so parameters are read for the first item.
 *
 * @throws NodeOperationError when the sentence or the reason is empty.
 */
export function buildAnswer(context: IExecuteFunctions): LateToolResult {
	switch (context.getNodeParameter('operation', 0) as 'result' | 'say' | 'fail') {
		case 'fail':
			return { status: 'FAILED', error: readSentence(context, 'error', 'The reason') };
		case 'say':
			return { status: 'COMPLETED', say: readSentence(context, 'say', 'The sentence') };
		case 'result': {
			if (context.getNodeParameter('respondWith', 0) === 'custom') {
				return { status: 'COMPLETED', result: parseResult(context.getNodeParameter('result', 0)) };
			}
			const items = context.getInputData().map(({ json }) => json);
			return { status: 'COMPLETED', result: items.length === 1 ? items[0] : items };
		}
	}
}
