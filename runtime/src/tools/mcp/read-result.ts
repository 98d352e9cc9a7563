import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '../../config/mcp-servers.ts';
import { isCertificateProblem, reasonOf } from '../../n8n/network-failure.ts';
import { readValue } from '../read-answer.ts';
import { endOf } from '../send-call.ts';
import { sentences } from '../sentences.ts';
import { speakableSentence } from '../speakable.ts';
import type { Ending } from '../tool-source.ts';
import { neverRan } from './connection.ts';
import { placeOf } from './registered-tools.ts';

const TIMED_OUT: number = ErrorCode.RequestTimeout;
/** The server knows no such tool, or its arguments are not these. */
const REFUSED: ReadonlySet<number> = new Set([ErrorCode.InvalidParams, ErrorCode.MethodNotFound]);

/** Turns what an MCP server answers into something short and speakable. */
export function readMcpResult(result: CallToolResult): Ending {
	const value = valueOf(result);
	if (result.isError) {
		const error = speakableSentence(value);
		return {
			result: {
				outcome: 'failed',
				text: error === undefined ? sentences.failed : sentences.failedBecause(error),
			},
			executed: 'yes',
			answer: value,
		};
	}
	const ending = endOf(readValue(value));
	// An MCP server was told of no place for a late result, so none will come.
	return ending.result.outcome === 'pending'
		? { ...ending, result: { outcome: 'completed', text: sentences.started } }
		: ending;
}

/** n8n and others put JSON into the text. */
function valueOf({ content, structuredContent }: CallToolResult): unknown {
	if (structuredContent !== undefined) return structuredContent;
	const text = content
		.flatMap((part) => {
			if (part.type === 'text') return [part.text];
			return part.type === 'resource' && 'text' in part.resource ? [part.resource.text] : [];
		})
		.join('\n')
		.trim();
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** How a call ended that has no result. */
export function readMcpError(error: unknown, timeoutMs: number): Ending {
	const code = error instanceof McpError ? error.code : 0;
	if (code === TIMED_OUT) {
		return {
			result: { outcome: 'timed_out', text: sentences.timedOut },
			executed: 'unknown',
			detail: `no answer within ${timeoutMs} ms`,
		};
	}
	const refused = neverRan(error) || isCertificateProblem(error) || REFUSED.has(code);
	return {
		result: { outcome: 'failed', text: refused ? sentences.notNow : sentences.unknown },
		executed: refused ? 'no' : 'unknown',
		detail: `the MCP server did not answer the call: ${reasonOf(error)}`,
	};
}

/** For the operator: why the tools of a server cannot be had, and what to do. */
export function describeMcpProblem(
	given: Pick<McpServer, 'name' | 'sessionId'>,
	error: unknown,
): string {
	const server = `The MCP server "${given.name}"`;
	const place = placeOf(given);
	const status = error instanceof StreamableHTTPError ? error.code : undefined;
	if (status === 401 || status === 403) {
		return `${server} refuses the bearerToken in ${place} (HTTP ${status}): its tools are not offered until the token is right.`;
	}
	if (status === 404) {
		return `${server} has nothing at the url in ${place} (HTTP 404): publish its workflow, or correct the url; until then its tools are not offered.`;
	}
	const reason = status === undefined ? reasonOf(error) : `HTTP ${status}`;
	return `${server} cannot be used (${reason}): its tools are not offered until it answers; check that it runs and the url in ${place}.`;
}
