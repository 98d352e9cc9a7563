import type { INodeProperties } from 'n8n-workflow';
import type { SessionMcpServer } from '../../contract/session';

/** A row of the form. */
export interface McpServerRow {
	name: string;
	url: string;
	bearerToken?: string;
	/** Tool names, comma-separated; `*` for all. */
	readOnly?: string;
	requiresConfirmation?: string;
	timeoutSeconds?: number;
}

/** The MCP servers of the call's own. */
export const mcpServers: INodeProperties = {
	displayName: 'MCP Servers',
	name: 'mcpServers',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		fixedCollection: { itemTitle: '={{ $collection.item.value.name }}' },
	},
	placeholder: 'Add MCP Server',
	default: {},
	options: [
		{
			displayName: 'MCP Server',
			name: 'server',
			values: [
				{
					displayName: 'Bearer Token',
					name: 'bearerToken',
					type: 'string',
					typeOptions: { password: true },
					default: '',
					description:
						'Empty when the server asks for none. What you type is saved in the workflow; an expression that reads it from elsewhere is not. The runtime forgets it when the call ends.',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. office',
					description:
						"Letters, digits and underscores. Goes in front of a tool's name that is taken.",
				},
				{
					displayName: 'Read-Only Tools',
					name: 'readOnly',
					type: 'string',
					default: '',
					placeholder: 'e.g. find_room, list_rooms',
					description:
						"The server's names of tools that only look something up, separated by commas; * for all. Of every other tool the same call is not repeated in a session.",
				},
				{
					displayName: 'Time Limit (Seconds)',
					name: 'timeoutSeconds',
					type: 'number',
					default: 30,
					typeOptions: { minValue: 1, maxValue: 300 },
					description:
						'After this time the agent tells the caller that it did not work, and goes on',
				},
				{
					displayName: 'Tools That Need Confirmation',
					name: 'requiresConfirmation',
					type: 'string',
					default: '',
					placeholder: 'e.g. book_room',
					description:
						"The server's names of tools that need the caller's spoken yes, separated by commas; * for all",
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. https://n8n.example.com/mcp/office',
					description: 'The production URL of an MCP Server Trigger, or any Streamable HTTP server',
				},
			],
		},
	],
	description:
		'Servers whose tools only this call may use, beside those of the runtime. The runtime opens the URL.',
};

/** @returns undefined for an empty field, so that the runtime's own default applies. */
function toolNames(written = ''): string[] | true | undefined {
	const names = written
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	if (names.includes('*')) return true;
	return names.length > 0 ? names : undefined;
}

/** What the rows say, as `POST /v1/sessions` takes it; undefined when there is none. */
export function serversFromForm(rows: McpServerRow[] = []): SessionMcpServer[] | undefined {
	const servers = rows.map((row): SessionMcpServer => {
		const readOnly = toolNames(row.readOnly);
		const requiresConfirmation = toolNames(row.requiresConfirmation);
		return {
			name: row.name,
			url: row.url,
			...(row.bearerToken ? { bearerToken: row.bearerToken } : {}),
			...(readOnly ? { readOnly } : {}),
			...(requiresConfirmation ? { requiresConfirmation } : {}),
			...(row.timeoutSeconds ? { timeoutMs: Math.round(row.timeoutSeconds * 1000) } : {}),
		};
	});
	return servers.length > 0 ? servers : undefined;
}
