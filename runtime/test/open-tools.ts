import { randomUUID } from 'node:crypto';
import { pino, type LogFn } from 'pino';
import { VoiceAgentError } from '../../contract/error.ts';
import type { ToolCallRecord } from '../../contract/session.ts';
import { parseSecrets } from '../../contract/signature.ts';
import type { ToolRegistration } from '../../contract/tool.ts';
import type { CallToolRequest } from '../src/channel/messages.ts';
import type { Config } from '../src/config.ts';
import type { McpServer } from '../src/config/mcp-servers.ts';
import { openDatabase, type Database } from '../src/store/open-database.ts';
import { createTools } from '../src/tools/create-tools.ts';
import type { CallingSession, LateResult, Progress, Tools } from '../src/tools/tools.ts';
import { createTestDatabase } from './database.ts';

export const SECRET = `whsec_${Buffer.from('a secret of more than 24 bytes').toString('base64')}`;

/** Tools on a real database, which can be closed and opened again as a restart does. */
export interface OpenTools {
	tools: Tools;
	database: Database;
	/** What the session record was told, oldest first. */
	records: ToolCallRecord[];
	late: LateResult[];
	/** What callers heard on the way. */
	progress: Progress[];
	/** Makes every further sentence fail, as it does when the caller is gone. */
	hangUp(): void;
	/** What the log was warned of. */
	warnings: string[];
	/** Moves the clock. */
	pass(ms: number): void;
	/** Drops everything in memory, as a crash would, and opens the same database. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

export async function openTools(
	n8nOrigin: string,
	mcpServers: readonly McpServer[] = [],
	n8n: Partial<Config['n8n']> = {},
): Promise<OpenTools> {
	const ownDatabase = await createTestDatabase();
	const warnings: string[] = [];
	const warn: LogFn = (...words: unknown[]) => void warnings.push(String(words.at(-1)));
	let passedMs = 0;
	let hungUp = false;
	const open: OpenTools = {
		...(await create()),
		records: [],
		late: [],
		progress: [],
		hangUp() {
			hungUp = true;
		},
		warnings,
		pass(ms) {
			passedMs += ms;
		},
		async restart() {
			await open.tools.close();
			Object.assign(open, await create());
		},
		async close() {
			await open.tools.close();
			await open.database.destroy();
			await ownDatabase.remove();
		},
	};
	return open;

	async function create(): Promise<Pick<OpenTools, 'tools' | 'database'>> {
		const database = await openDatabase(ownDatabase.url);
		const tools = createTools({
			database,
			config: {
				sharedStore: false,
				publicUrl: 'http://runtime.example',
				mcpServers,
				n8n: {
					webhookBaseUrl: `${n8nOrigin}/webhook`,
					allowedOrigins: [n8nOrigin],
					secrets: parseSecrets(SECRET),
					...n8n,
				},
			},
			fetch,
			now: () => Date.now() + passedMs,
			newId: randomUUID,
			logger: Object.assign(pino({ level: 'silent' }), { warn }),
			onCall: (_sessionId, record) => void open.records.push(record),
			onLateResult: (result) => void open.late.push(result),
			onProgress: (sentence) => {
				if (hungUp) throw new VoiceAgentError('conflict', 'The session is over.');
				open.progress.push(sentence);
			},
		});
		return { tools, database };
	}
}

export const session: CallingSession = {
	sessionId: 'call-1',
	room: 'meeting_call-1',
	agentName: 'voice-assistant',
	variables: { customer: 'Ada' },
	participant: { identity: 'user_call-1', name: 'Ada', metadata: '' },
	tools: null,
};

/** A tool without side effects whose workflow runs at `/webhook/look-up`. */
export const lookUp = (n8nOrigin: string, changes: Partial<ToolRegistration> = {}) =>
	({
		name: 'look_up',
		description: 'Looks something up.',
		parameters: {
			type: 'object',
			properties: { query: { type: 'string' } },
			required: ['query'],
		},
		requiresConfirmation: false,
		sideEffect: false,
		timeoutMs: 5000,
		fillerText: '',
		slot: 'production',
		url: `${n8nOrigin}/webhook/look-up`,
		workflow: { id: 'wf-1', name: 'Look up' },
		...changes,
	}) satisfies ToolRegistration;

let calls = 0;

/** What a call process posts when the model calls a tool. */
export const request = (changes: Partial<CallToolRequest> = {}): CallToolRequest => ({
	callId: `call-1_${++calls}`,
	tool: 'look_up',
	arguments: { query: 'opening hours' },
	turn: { number: 1, userText: 'When are you open?' },
	...changes,
});
