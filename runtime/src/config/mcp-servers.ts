import { z } from 'zod';
import type { SessionMcpServer } from '../../../contract/session.ts';
import { DEFAULT_TOOL_TIMEOUT_MS } from '../../../contract/tool.ts';
import { exactUrl } from './url.ts';

/** An MCP server whose tools agents may use. */
export interface McpServer {
	/** Letters, digits and `_`; goes in front of a tool's name that is taken. */
	readonly name: string;
	readonly url: string;
	readonly bearerToken?: string;
	/** The server's own names of the tools to offer; all of them when absent. */
	readonly tools?: readonly string[];
	/** The server's own names of tools that need the caller's yes; `true` for all of them. */
	readonly requiresConfirmation: readonly string[] | true;
	/** The server's own names of tools that change nothing, beside those that it marks so itself; `true` for all of them. */
	readonly readOnly: readonly string[] | true;
	/** Deadline of one call in milliseconds. */
	readonly timeoutMs: number;
	/** The only session that may use it; absent for a server of MCP_SERVERS. */
	readonly sessionId?: string;
}

const MAX_TIMEOUT_MS = 300_000;

const names = z.array(z.string().min(1, 'must not be empty'), 'must be a list of tool names');
const namesOrAll = z
	.union([names, z.literal(true)], 'must be a list of tool names, or true')
	.default([]);

const withoutUserName = (text: string): boolean => !text.includes('@');
const USER_NAME = 'must not hold a user name; use bearerToken';

const server = z.strictObject(
	{
		name: z
			.string('is required')
			.regex(/^[a-zA-Z]\w{0,31}$/, 'must start with a letter and hold only letters, digits and _'),
		url: z
			.string('is required')
			.pipe(exactUrl('https:', 'http:', { loopbackOnly: true }))
			.refine(withoutUserName, USER_NAME),
		bearerToken: z
			.string('must be text')
			.regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces')
			.exactOptional(),
		tools: names.exactOptional(),
		requiresConfirmation: namesOrAll,
		readOnly: namesOrAll,
		timeoutMs: z
			.int(`must be a whole number from 1 to ${MAX_TIMEOUT_MS}`)
			.min(1, `must be a whole number from 1 to ${MAX_TIMEOUT_MS}`)
			.max(MAX_TIMEOUT_MS, `must be a whole number from 1 to ${MAX_TIMEOUT_MS}`)
			.default(DEFAULT_TOOL_TIMEOUT_MS),
	},
	{
		error: (issue) =>
			issue.code === 'unrecognized_keys'
				? `has unknown fields: ${issue.keys.join(', ')}`
				: 'must be an object with name and url',
	},
) satisfies z.ZodType<McpServer>;

const refuseTwice: z.core.CheckFn<{ name: string }[]> = ({ value: servers, issues }) => {
	servers.forEach(({ name }, index) => {
		if (servers.findIndex((other) => other.name === name) === index) return;
		issues.push({ code: 'custom', input: name, path: [index, 'name'], message: 'is used twice' });
	});
};

/** The servers of one session. The address may be unencrypted: n8n often stands in the same private network. */
export const sessionMcpServers = z
	.array(
		z.strictObject({
			...server.pick({ name: true, bearerToken: true, timeoutMs: true }).shape,
			url: z
				.string('is required')
				.max(2000)
				.pipe(exactUrl('https:', 'http:', { loopbackOnly: false }))
				.refine(withoutUserName, USER_NAME),
			readOnly: namesOrAll,
			requiresConfirmation: namesOrAll,
		}),
	)
	.max(8)
	.check(refuseTwice) satisfies z.ZodType<SessionMcpServer[]>;

/** The variable MCP_SERVERS. Problems name the server by its index and its field, and never hold a value. */
export const mcpServers = z
	.string()
	.transform((text, context): unknown => {
		try {
			return JSON.parse(text);
		} catch {
			// The parser's message would show a part of the value.
			context.addIssue({ code: 'custom', message: 'must be a JSON array in one line' });
			return z.NEVER;
		}
	})
	.pipe(z.array(server, 'must be a JSON array in one line'))
	.check(refuseTwice);
